// SPDX-License-Identifier: Apache-2.0
// One build of an app at a time: several would leave modules that do not fit one another.
#pragma once

#include <filesystem>

#include "cli/terminal.h"
#include "runtime/base/result.h"

namespace modus::cli {

/// The right to change what builds of an app leave, until it is destroyed or the process ends,
/// however that happens.
class BuildLock {
 public:
  /// Waits, and says so, while another process has it.
  static Result<BuildLock> take(const std::filesystem::path& state_folder, Terminal& terminal);

  ~BuildLock();
  BuildLock(BuildLock&& other) noexcept;
  BuildLock& operator=(BuildLock&&) = delete;

 private:
  explicit BuildLock(int file) : file_(file) {}

  int file_;
};

}  // namespace modus::cli
