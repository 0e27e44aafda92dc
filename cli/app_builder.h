// SPDX-License-Identifier: Apache-2.0
// Builds an app: checks what can be checked, brings the pinned compiler, runs it, and leaves
// DIR/build.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "cli/terminal.h"
#include "runtime/base/result.h"

namespace modus::cli {

enum class BuildTarget { kRelease, kDebug };

struct BuiltApp {
  std::filesystem::path folder;  // DIR/build
  std::filesystem::path module;  // the .wasm in it
  std::uintmax_t bytes = 0;
  std::size_t functions = 0;
  std::chrono::milliseconds duration{};
};

/// Compiler messages are part of the Error. The last good output stays when a build fails.
Result<BuiltApp> build_app(const std::filesystem::path& folder, BuildTarget target,
                           Terminal& terminal);

/// One line about a finished build.
std::string describe(const BuiltApp& app);

}  // namespace modus::cli
