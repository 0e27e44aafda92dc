// SPDX-License-Identifier: Apache-2.0
// Runs another program and waits for it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "runtime/base/result.h"

namespace modus::cli {

struct ProcessResult {
  int exit_code = 0;  // 128 + signal when a signal ended it
  std::string output;
  std::string errors;

  bool succeeded() const { return exit_code == 0; }
};

/// Runs the program (looked up in PATH) with its output captured and no standard input. Fails with
/// kNotFound when it cannot be started.
Result<ProcessResult> run_process(const std::vector<std::string>& command,
                                  const std::filesystem::path& folder);

}  // namespace modus::cli
