// SPDX-License-Identifier: Apache-2.0
#include "cli/module_compiler.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/build_inputs.h"
#include "runtime/json/json.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> build_command(const ModuleSource& module, BuildTarget target,
                                       const Toolchains& toolchains, const fs::path& out) {
  const std::string kind(to_string(target));
  const std::string inputs = BuildInputs::list_in(out).string();
  if (module.language == Language::kGo) {
    const GoToolchain& go = *toolchains.go;
    return {go.builder.string(),
            "-app",
            module.folder.string(),
            "-sdk",
            go.sdk.string(),
            "-out",
            out.string(),
            "-inputs",
            inputs,
            "-target",
            kind,
            "-compiler",
            module.go_compiler};
  }
  return {"node",     (*toolchains.assemblyscript / "build/build.mjs").string(),
          "--app",    module.folder.string(),
          "--out",    out.string(),
          "--inputs", inputs,
          "--target", kind};
}

std::string without_last_newlines(std::string text) {
  text.resize(text.find_last_not_of('\n') + 1);
  return text;
}

struct ToolReport {
  json::Object report;
  std::string warnings;
};

// Runs one of the SDK's build tools; the last line of its output tells what it made.
Result<ToolReport> run_tool(const std::vector<std::string>& command, const fs::path& folder) {
  MODUS_TRY(finished, run_process(command, folder));
  std::string messages = without_last_newlines(std::move(finished.errors));
  if (!finished.succeeded())
    return fail(ErrorCode::kInvalidArgument, "the build failed\n{}", messages);
  const std::size_t end = finished.output.find_last_not_of('\n');
  const std::size_t start = finished.output.rfind('\n', end) + 1;
  MODUS_TRY(report, json::parse(std::string_view(finished.output).substr(start)));
  if (!report.is_object()) return fail(ErrorCode::kInternal, "the build tool gave no report");
  return ToolReport{std::move(report.get_object()), std::move(messages)};
}

}  // namespace

Result<Toolchains> prepare_toolchains(std::span<const ModuleSource> modules, Terminal& terminal) {
  const auto has = [&](Language language) {
    return std::ranges::find(modules, language, &ModuleSource::language) != modules.end();
  };
  Toolchains toolchains;
  if (has(Language::kGo)) {
    MODUS_TRY(go, prepare_go(terminal));
    toolchains.go = std::move(go);
  }
  if (has(Language::kAssemblyScript)) {
    MODUS_TRY(sdk, prepare_assemblyscript(terminal));
    toolchains.assemblyscript = std::move(sdk);
  }
  return toolchains;
}

Result<CompiledModule> compile_module(const ModuleSource& module, BuildTarget target,
                                      const Toolchains& toolchains, const fs::path& out) {
  auto ran = run_tool(build_command(module, target, toolchains, out), module.folder);
  BuildInputs::make_relative(BuildInputs::list_in(out), module.folder);
  MODUS_TRY(finished, std::move(ran));
  const auto wasm = json::find_string(finished.report, "wasm");
  const auto* const functions = json::find_array(finished.report, "functions");
  if (!wasm || functions == nullptr)
    return fail(ErrorCode::kInternal, "the build tool did not say what it built");
  return CompiledModule{*wasm, functions->size(), std::move(finished.warnings)};
}

Result<std::vector<BuiltTest>> build_tests(const ModuleSource& module,
                                           const std::vector<std::string>& patterns,
                                           const fs::path& out, Terminal& terminal) {
  MODUS_TRY(sdk, prepare_assemblyscript(terminal));
  const Progress progress(terminal, "Building the tests");
  std::vector<std::string> command{"node",  (sdk / "build/build_tests.mjs").string(),
                                   "--app", module.folder.string(),
                                   "--out", out.string(),
                                   "--"};
  command.insert(command.end(), patterns.begin(), patterns.end());
  MODUS_TRY(finished, run_tool(command, module.folder));
  if (!finished.warnings.empty()) terminal.line(finished.warnings);
  const auto* const tests = json::find_array(finished.report, "tests");
  std::vector<BuiltTest> built;
  for (const json::Value& test : tests == nullptr ? json::Array() : *tests) {
    const auto* const object = test.if_object();
    const auto file = object ? json::find_string(*object, "file") : std::nullopt;
    const auto wasm = object ? json::find_string(*object, "wasm") : std::nullopt;
    if (!file || !wasm)
      return fail(ErrorCode::kInternal, "the build tool did not say what it built");
    built.push_back({*file, *wasm});
  }
  return built;
}

Result<ProcessResult> run_go_tests(const ModuleSource& module,
                                   const std::vector<std::string>& arguments, Terminal& terminal) {
  MODUS_TRY(go, prepare_go(terminal));
  const Progress progress(terminal, "Running the tests with Go");
  std::vector<std::string> command{
      go.builder.string(), "-test", "-app", module.folder.string(), "-sdk", go.sdk.string(), "--"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_process(command, module.folder);
}

}  // namespace modus::cli
