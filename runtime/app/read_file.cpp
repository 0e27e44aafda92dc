// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/read_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace modus::app {
namespace {

struct Descriptor {
  ~Descriptor() {
    if (value >= 0) ::close(value);
  }
  int value;
};

std::unexpected<Error> cannot_read(const std::filesystem::path& path, int error) {
  const ErrorCode code = error == ENOENT   ? ErrorCode::kNotFound
                         : error == EACCES ? ErrorCode::kPermissionDenied
                                           : ErrorCode::kUnavailable;
  return fail(code, "cannot read {}: {}", path.string(), std::strerror(error));
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t max_bytes) {
  // Not blocking, so that a pipe of that name does not hold up the process.
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  struct stat status{};
  if (file.value < 0 || ::fstat(file.value, &status) != 0) return cannot_read(path, errno);
  if (S_ISDIR(status.st_mode)) return cannot_read(path, EISDIR);
  if (!S_ISREG(status.st_mode))
    return fail(ErrorCode::kInvalidArgument, "cannot read {}: not a file", path.string());

  std::string content(static_cast<std::uint64_t>(status.st_size) > max_bytes
                          ? 0
                          : static_cast<std::size_t>(status.st_size) + 1,
                      '\0');
  std::size_t size = 0;
  while (!content.empty()) {
    const ssize_t count = ::read(file.value, content.data() + size, content.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return cannot_read(path, errno);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
    if (size > max_bytes) break;
    if (size == content.size()) content.resize(2 * size);
  }
  if (size > max_bytes || content.empty())
    return fail(ErrorCode::kResourceExhausted, "{} is larger than the {} bytes allowed",
                path.string(), max_bytes);
  content.resize(size);
  return content;
}

}  // namespace modus::app
