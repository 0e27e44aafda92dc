// SPDX-License-Identifier: Apache-2.0
// Builds an app: checks what can be checked, brings the pinned compilers, runs them, and leaves
// DIR/build.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/app_source.h"
#include "cli/module_compiler.h"
#include "cli/terminal.h"
#include "runtime/base/result.h"

namespace modus::cli {

/// Which modules of several are built.
enum class Rebuild { kChanged, kAll };

struct BuiltModule {
  std::string name;            // empty in an app of one module
  std::filesystem::path wasm;  // in the build folder
  std::uintmax_t bytes = 0;
  std::size_t functions = 0;
  bool is_new = true;  // otherwise it was up to date
};

struct BuiltApp {
  std::filesystem::path folder;  // DIR/build
  std::vector<BuiltModule> modules;
  std::chrono::milliseconds duration{};
};

/// Builds an app, of several modules those that changed, at the same time as far as they do not
/// call one another; each that was built is told on the terminal. Compiler messages are part of the
/// Error, by module. The last good output stays as a whole when a build fails. Waits while another
/// process builds the same app.
Result<BuiltApp> build_app(const std::filesystem::path& folder, BuildTarget target, Rebuild rebuild,
                           Terminal& terminal);
/// The same for one that was read.
Result<BuiltApp> build_app(const AppSource& app, BuildTarget target, Rebuild rebuild,
                           Terminal& terminal);

/// The files that the app was made of when it was built last for that target, or should have been.
std::vector<std::filesystem::path> inputs_of(const AppSource& app, BuildTarget target);

/// One line about a finished build.
std::string describe(const BuiltApp& app);

}  // namespace modus::cli
