// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/aot_cache_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "runtime/base/sha256.h"

namespace modus::sandbox {
namespace {

constexpr std::string_view kMagic = "MODUSAOT";
constexpr std::uint32_t kFormat = 1;
constexpr std::size_t kDigested = 24;  // of the trailer
constexpr std::size_t kTrailer = kDigested + sizeof(Sha256::Digest);
constexpr std::size_t kChunk = 128u << 10;
constexpr std::uint64_t kLargest = 1u << 30;  // no module's code comes near

using Trailer = std::array<std::byte, kTrailer>;

bool read_all(const File& file, MutableBytes bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const auto at = static_cast<off_t>(offset);
    const ssize_t count = ::pread(file.get(), bytes.data(), bytes.size(), at);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = 0;  // shorter than it was a moment ago
    if (count <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return true;
}

// Through a small buffer: the code itself need not be in memory.
bool digest_code(Sha256& sha256, const File& file, std::uint64_t size) {
  std::vector<std::byte> buffer(std::min<std::uint64_t>(size, kChunk));
  for (std::uint64_t at = 0; at < size; at += buffer.size()) {
    const MutableBytes chunk =
        std::span(buffer).first(std::min<std::uint64_t>(size - at, buffer.size()));
    if (!read_all(file, chunk, at)) return false;
    sha256.add(chunk);
  }
  return true;
}

bool write_all(const File& file, Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

ReadFailure failure() { return errno == 0 ? ReadFailure::kDamaged : ReadFailure::kUnreadable; }

Sha256 begin_digest(std::string_view key, const Trailer& trailer) {
  Sha256 sha256;
  sha256.add(key).add(Bytes(trailer).first(kDigested));
  return sha256;
}

// Nobody but the owner of the folder, who is this process's user, can have written it.
bool is_own_file(const struct stat& status) {
  return S_ISREG(status.st_mode) && status.st_uid == ::geteuid() && !(status.st_mode & 022);
}

}  // namespace

bool File::close() {
  const int descriptor = std::exchange(descriptor_, -1);
  return descriptor < 0 || ::close(descriptor) == 0;
}

std::string CachedCode::path() const { return fmt::format("/proc/self/fd/{}", file.get()); }

std::expected<CachedCode, ReadFailure> read_cached_code(File file, std::string_view key) {
  struct stat status;
  if (::fstat(file.get(), &status) != 0) return std::unexpected(ReadFailure::kUnreadable);
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (!is_own_file(status) || size < kTrailer || size > kLargest) {
    return std::unexpected(ReadFailure::kDamaged);
  }
  Trailer trailer;
  if (!read_all(file, trailer, size - kTrailer)) return std::unexpected(failure());
  const auto note_size = load_le<std::uint32_t>(&trailer[12]);
  const auto code_size = load_le<std::uint64_t>(&trailer[16]);
  const bool plausible = std::memcmp(trailer.data(), kMagic.data(), kMagic.size()) == 0 &&
                         load_le<std::uint32_t>(&trailer[8]) == kFormat && code_size <= size &&
                         code_size + note_size + kTrailer == size;
  if (!plausible) return std::unexpected(ReadFailure::kDamaged);

  std::string note(note_size, 0);
  Sha256 sha256 = begin_digest(key, trailer);
  if (!digest_code(sha256, file, code_size) ||
      !read_all(file, std::as_writable_bytes(std::span(note)), code_size)) {
    return std::unexpected(failure());
  }
  if (!std::ranges::equal(sha256.add(note).finish(), std::span(trailer).subspan(kDigested))) {
    return std::unexpected(ReadFailure::kDamaged);
  }
  return CachedCode{.file = std::move(file), .code_size = code_size, .note = std::move(note)};
}

bool write_cached_code(const File& file, std::string_view key, Bytes code, std::string_view note) {
  if (kTrailer + note.size() + code.size() > kLargest) {
    errno = EFBIG;
    return false;
  }
  Trailer trailer;
  std::memcpy(trailer.data(), kMagic.data(), kMagic.size());
  store_le(&trailer[8], kFormat);
  store_le(&trailer[12], static_cast<std::uint32_t>(note.size()));
  store_le(&trailer[16], static_cast<std::uint64_t>(code.size()));
  const auto digest = begin_digest(key, trailer).add(code).add(note).finish();
  std::memcpy(&trailer[kDigested], digest.data(), digest.size());
  return write_all(file, code) && write_all(file, std::as_bytes(std::span(note))) &&
         write_all(file, trailer);
}

}  // namespace modus::sandbox
