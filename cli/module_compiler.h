// SPDX-License-Identifier: Apache-2.0
// Runs the build tools of the SDKs.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app_source.h"
#include "cli/process.h"
#include "cli/terminal.h"
#include "cli/toolchain.h"
#include "runtime/base/result.h"

namespace modus::cli {

enum class BuildTarget { kRelease, kDebug };

constexpr std::string_view to_string(BuildTarget target) {
  return target == BuildTarget::kRelease ? "release" : "debug";
}

/// The compilers that an app needs.
struct Toolchains {
  std::optional<std::filesystem::path> assemblyscript;  // the SDK's folder
  std::optional<GoToolchain> go;
};

/// Brings those that the modules need.
Result<Toolchains> prepare_toolchains(std::span<const ModuleSource> modules, Terminal& terminal);

struct CompiledModule {
  std::filesystem::path wasm;
  std::size_t functions = 0;
  std::string warnings;  // lines of the compiler; may be empty
};

/// Compiles a module into the folder, under a name that its package has, beside the list of its
/// BuildInputs. Compiler messages are part of the Error. Thread-safe.
Result<CompiledModule> compile_module(const ModuleSource& module, BuildTarget target,
                                      const Toolchains& toolchains,
                                      const std::filesystem::path& out);

struct BuiltTest {
  std::filesystem::path source;  // relative to the module's folder
  std::filesystem::path module;
};

/// Compiles the test files of a module in AssemblyScript, each to a module of its own in `out`;
/// with patterns only those whose path holds one.
Result<std::vector<BuiltTest>> build_tests(const ModuleSource& module,
                                           const std::vector<std::string>& patterns,
                                           const std::filesystem::path& out, Terminal& terminal);

/// Runs a Go module's tests natively with "go test" and these arguments. What it wrote is the
/// result's output, whether or not they passed.
Result<ProcessResult> run_go_tests(const ModuleSource& module,
                                   const std::vector<std::string>& arguments, Terminal& terminal);

}  // namespace modus::cli
