// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/aot_cache.h"

#include <array>
#include <cerrno>
#include <fstream>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/ids.h"
#include "runtime/sandbox/wasmtime.h"

namespace modus::sandbox {
namespace {

using Digest = std::array<std::byte, 32>;

class Sha256 {
 public:
  Sha256() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
  Sha256& add(Bytes bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
    return *this;
  }
  Sha256& add(std::string_view text) { return add(std::as_bytes(std::span(text))); }
  Digest finish() {
    Digest digest;
    EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
    return digest;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }

  bool write(Bytes bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
  }
  bool read(MutableBytes bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::read(descriptor_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
  }

 private:
  int descriptor_;
};

// What the processor can do, as the kernel lists it: compiled code may use all of it.
std::string processor_features() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("flags") || line.starts_with("Features")) return line;
  }
  return {};
}

bool is_private_directory(const std::filesystem::path& path) {
  struct stat status;
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         status.st_uid == ::geteuid() && (status.st_mode & 077) == 0;
}

std::filesystem::path prepare(std::filesystem::path directory) {
  if (directory.empty()) return {};
  std::error_code ignored;
  if (directory.has_parent_path()) {
    std::filesystem::create_directories(directory.parent_path(), ignored);
  }
  ::mkdir(directory.c_str(), 0700);
  return is_private_directory(directory) ? directory : std::filesystem::path();
}

}  // namespace

AotCache::AotCache(std::filesystem::path directory, std::string settings)
    : directory_(prepare(std::move(directory))),
      settings_("modus-aot-1\n" WASMTIME_VERSION "\n" + std::move(settings) + "\n" +
                processor_features() + "\n") {}

std::string AotCache::key(Bytes wasm) const {
  const Digest digest = Sha256().add(settings_).add(wasm).finish();
  std::string text;
  for (const std::byte byte : digest) {
    constexpr char kHex[] = "0123456789abcdef";
    text += kHex[std::to_integer<unsigned>(byte) >> 4];
    text += kHex[std::to_integer<unsigned>(byte) & 15];
  }
  return text;
}

std::filesystem::path AotCache::path(const std::string& key) const {
  return directory_ / (key + ".cwasm");
}

std::optional<std::vector<std::byte>> AotCache::load(const std::string& key) const {
  if (directory_.empty()) return {};
  File file(::open(path(key).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status;
  if (!file.is_open() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size < sizeof(Digest)) return {};
  std::vector<std::byte> code(size);
  if (!file.read(code)) return {};
  const std::size_t length = size - sizeof(Digest);
  const Digest digest = Sha256().add(Bytes(code).first(length)).finish();
  if (std::memcmp(digest.data(), code.data() + length, sizeof digest) != 0) return {};
  code.resize(length);
  return code;
}

void AotCache::store(const std::string& key, Bytes code) const {
  if (directory_.empty()) return;
  const std::filesystem::path temporary = directory_ / (key + "." + make_xid() + ".tmp");
  File file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return;
  const Digest digest = Sha256().add(code).finish();
  if (!file.write(code) || !file.write(digest) ||
      ::rename(temporary.c_str(), path(key).c_str()) != 0) {
    ::unlink(temporary.c_str());
  }
}

}  // namespace modus::sandbox
