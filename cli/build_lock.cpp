// SPDX-License-Identifier: Apache-2.0
#include "cli/build_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace modus::cli {
namespace {

bool lock(int file, int how) {
  int outcome = 0;
  do {
    outcome = ::flock(file, how);
  } while (outcome != 0 && errno == EINTR);
  return outcome == 0;
}

}  // namespace

Result<BuildLock> BuildLock::take(const std::filesystem::path& state_folder, Terminal& terminal) {
  const std::filesystem::path path = state_folder / ".lock";
  std::error_code ignored;  // opening tells
  std::filesystem::create_directories(state_folder, ignored);
  constexpr mode_t kMode = 0666;
  BuildLock taken(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kMode));
  const auto failed = [&] {
    return fail(ErrorCode::kUnavailable, "cannot lock {}: {}", path.string(), std::strerror(errno));
  };
  if (taken.file_ < 0) return failed();
  if (lock(taken.file_, LOCK_EX | LOCK_NB)) return taken;
  if (errno != EWOULDBLOCK) return failed();
  const Progress progress(terminal, "Waiting for another build of this app");
  if (!lock(taken.file_, LOCK_EX)) return failed();
  return taken;
}

BuildLock::BuildLock(BuildLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

BuildLock::~BuildLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace modus::cli
