// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/aot_cache_folder.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>
#include <system_error>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace modus::sandbox {
namespace {

constexpr std::time_t kAbandonedAfter = 3600;  // seconds

// A link is refused, since whoever may change it could point it elsewhere.
int open_folder(const std::filesystem::path& path) {
  return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

std::string why_not_opened(int error) {
  if (error == ENOTDIR || error == ELOOP) {
    return "it, or a folder above it, is a file or a link: remove that";
  }
  return fmt::format("{}: make it accessible", std::strerror(error));
}

struct Entry {
  std::string name;
  std::uint64_t size;
  std::time_t used;
};

// The regular files in the folder.
std::vector<Entry> list_files(const File& folder) {
  std::vector<Entry> files;
  const int descriptor = ::openat(folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, decltype([](DIR* stream) { ::closedir(stream); })> stream(
      descriptor < 0 ? nullptr : ::fdopendir(descriptor));
  while (const dirent* entry = stream ? ::readdir(stream.get()) : nullptr) {
    struct stat status;
    if (::fstatat(folder.get(), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!S_ISREG(status.st_mode)) continue;
    files.push_back({entry->d_name, static_cast<std::uint64_t>(status.st_size), status.st_mtime});
  }
  return files;
}

}  // namespace

std::expected<File, std::string> open_private_folder(const std::filesystem::path& path) {
  int descriptor = open_folder(path);
  if (descriptor < 0 && errno == ENOENT) {
    std::error_code error;
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
    if (error) return std::unexpected(why_not_opened(error.value()));
    // Another process may be faster.
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
      return std::unexpected(why_not_opened(errno));
    }
    descriptor = open_folder(path);
  }
  if (descriptor < 0) return std::unexpected(why_not_opened(errno));
  File folder(descriptor);
  struct stat status;
  if (::fstat(descriptor, &status) != 0) return std::unexpected(why_not_opened(errno));
  if (status.st_uid != ::geteuid()) {
    return std::unexpected(fmt::format(
        "it belongs to the user with id {}, and this process runs as {}: give it to that user",
        status.st_uid, ::geteuid()));
  }
  if (status.st_mode & 022) {
    return std::unexpected(
        "other users can write to it, so its files cannot be trusted: remove it");
  }
  return folder;
}

void prune_folder(const File& folder, std::uint64_t max_bytes) {
  std::vector<Entry> files = list_files(folder);
  std::ranges::sort(files, std::greater(), &Entry::used);
  const std::time_t now = std::time(nullptr);
  std::uint64_t kept = 0;
  for (const Entry& file : files) {
    bool drop = false;
    if (file.name.ends_with(kTemporarySuffix)) {
      drop = now - file.used > kAbandonedAfter;
    } else if (file.name.ends_with(kCodeSuffix)) {
      kept += file.size;
      drop = kept > max_bytes;
    }
    if (drop) ::unlinkat(folder.get(), file.name.c_str(), 0);
  }
}

}  // namespace modus::sandbox
