// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/aot_cache.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "runtime/base/ids.h"
#include "runtime/base/sha256.h"
#include "runtime/sandbox/aot_cache_folder.h"
#include "runtime/sandbox/wasmtime.h"

namespace modus::sandbox {
namespace {

constexpr std::time_t kUseNotedAfter = 3600;  // seconds; nobody needs to know more exactly
constexpr unsigned kStoresPerPruning = 64;    // a first store prunes as well

std::string file_name(const std::string& key) { return key + std::string(kCodeSuffix); }

// No other process or thread writes a file of this name.
std::string temporary_name(const std::string& key) {
  std::array<std::byte, 8> random;
  fill_random(random);
  return fmt::format("{}.{}{}", key, to_hex(random), kTemporarySuffix);
}

// The time of change says when a file was last of use; see prune_folder.
void note_use(const File& file) {
  struct stat status;
  if (::fstat(file.get(), &status) != 0) return;
  if (std::time(nullptr) - status.st_mtime > kUseNotedAfter) ::futimens(file.get(), nullptr);
}

}  // namespace

std::string processor_features() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("flags") || line.starts_with("Features")) return line;
  }
  return {};
}

AotCache::AotCache(std::filesystem::path directory, std::string settings, Tuning tuning)
    : directory_(std::move(directory)),
      settings_(
          fmt::format("modus-aot-3\n" WASMTIME_VERSION "\n{}\n{}\n", settings, tuning.processor)),
      max_bytes_(tuning.max_bytes) {
  const File folder = open_folder();
  if (folder.is_open() && ::faccessat(folder.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) {
    report(fmt::format("{}: make it writable", std::strerror(errno)));
  }
}

std::string AotCache::key(Bytes wasm) const {
  return to_hex(Sha256().add(settings_).add(wasm).finish());
}

std::optional<CachedCode> AotCache::load(const std::string& key) const {
  const File folder = open_folder();
  if (!folder.is_open()) return {};
  const std::string name = file_name(key);
  // A pipe of that name must not make us wait, nor a link lead elsewhere.
  File file(::openat(folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (file.is_open()) {
    if (auto cached = read_cached_code(std::move(file), key)) {
      note_use(cached->file);
      return *std::move(cached);
    } else if (cached.error() == ReadFailure::kUnreadable) {
      report(fmt::format("{} cannot be read ({}): remove it", name, std::strerror(errno)));
      return {};
    }
  } else if (errno != ELOOP) {
    if (errno != ENOENT) {
      report(fmt::format("{} cannot be opened ({}): remove it", name, std::strerror(errno)));
    }
    return {};
  }
  if (::unlinkat(folder.get(), name.c_str(), 0) != 0 && errno != ENOENT) {
    report(fmt::format("{} is damaged and cannot be removed ({}): remove it", name,
                       std::strerror(errno)));
  }
  return {};
}

void AotCache::store(const std::string& key, Bytes code, std::string_view note) const {
  const File folder = open_folder();
  if (!folder.is_open()) return;
  const std::string temporary = temporary_name(key);
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  File file(::openat(folder.get(), temporary.c_str(), kFlags, 0600));
  const bool kept =
      file.is_open() && write_cached_code(file, key, code, note) && file.close() &&
      ::renameat(folder.get(), temporary.c_str(), folder.get(), file_name(key).c_str()) == 0;
  if (!kept) {
    report(fmt::format("{}: make room, or make it writable", std::strerror(errno)));
    ::unlinkat(folder.get(), temporary.c_str(), 0);
  } else if (stores_++ % kStoresPerPruning == 0) {
    prune_folder(folder, max_bytes_);
  }
}

std::string AotCache::problem() const {
  const std::scoped_lock lock(mutex_);
  return problem_;
}

// Each time anew: the folder may be removed while the process lives.
File AotCache::open_folder() const {
  if (directory_.empty()) return {};
  auto folder = open_private_folder(directory_);
  if (!folder) report(std::move(folder.error()));
  return folder ? *std::move(folder) : File();
}

void AotCache::report(std::string trouble) const {
  const std::scoped_lock lock(mutex_);
  if (!problem_.empty()) return;
  problem_ = fmt::format(
      "the cache of compiled modules does not work, so apps are compiled again at every start: "
      "{}: {}, or set MODUS_CACHE to another folder (\"modus doctor\" checks it)",
      directory_.string(), trouble);
}

}  // namespace modus::sandbox
