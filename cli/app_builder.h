// SPDX-License-Identifier: Apache-2.0
// Builds an app: checks what can be checked, brings the pinned compiler, runs it, and leaves
// DIR/build.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/process.h"
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

/// The compiler of a Go app: "go" or "tinygo"; empty: what its modus.json chooses, or else "go".
using GoCompiler = std::string;

/// Compiler messages are part of the Error. The last good output stays when a build fails.
Result<BuiltApp> build_app(const std::filesystem::path& folder, BuildTarget target,
                           Terminal& terminal, const GoCompiler& compiler = {});

struct BuiltTest {
  std::filesystem::path source;  // relative to the app's folder
  std::filesystem::path module;
};

/// Builds the app's test files, each to a module of its own in DIR/build/tests; with patterns only
/// those whose path holds one.
Result<std::vector<BuiltTest>> build_tests(const std::filesystem::path& folder,
                                           const std::vector<std::string>& patterns,
                                           Terminal& terminal);

/// Whether the app is written in Go, whose tests Go itself runs.
bool is_go_app(const std::filesystem::path& folder);

/// Runs a Go app's tests natively with "go test" and these arguments. What it wrote is the result's
/// output, whether or not they passed.
Result<ProcessResult> run_go_tests(const std::filesystem::path& folder,
                                   const std::vector<std::string>& arguments, Terminal& terminal);

/// One line about a finished build.
std::string describe(const BuiltApp& app);

}  // namespace modus::cli
