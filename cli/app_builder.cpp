// SPDX-License-Identifier: Apache-2.0
#include "cli/app_builder.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "cli/app_files.h"
#include "cli/build_lock.h"
#include "cli/build_state.h"
#include "cli/modules_builder.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

Result<BuiltModule> build_only_module(const AppSource& app, BuildTarget target,
                                      Terminal& terminal) {
  const ModuleSource& module = app.modules.front();
  MODUS_TRY(toolchains, prepare_toolchains(app.modules, terminal));
  const Progress progress(terminal, fmt::format("Building {}", fs::proximate(app.folder).string()));
  MODUS_TRY(compiled, compile_module(module, target, toolchains, app.build_folder));
  if (!compiled.warnings.empty()) terminal.line(compiled.warnings);
  return BuiltModule{.name = {}, .wasm = compiled.wasm, .functions = compiled.functions};
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string size_of(std::uintmax_t bytes) {
  return fmt::format("{:.1f} KB", static_cast<double>(bytes) / 1024);
}

}  // namespace

Result<BuiltApp> build_app(const fs::path& folder, BuildTarget target, Rebuild rebuild,
                           Terminal& terminal) {
  MODUS_TRY(app, read_app_source(folder));
  return build_app(app, target, rebuild, terminal);
}

// What the manifest names goes before modus.json does, so that a runtime that watches the build
// folder finds all of a version.
Result<BuiltApp> build_app(const AppSource& app, BuildTarget target, Rebuild rebuild,
                           Terminal& terminal) {
  MODUS_TRY(lock, BuildLock::take(app.state_folder, terminal));
  MODUS_CHECK(place_files(app.manifest, app.folder, app.build_folder));
  const auto started = std::chrono::steady_clock::now();
  BuiltApp built{.folder = app.build_folder, .modules = {}};
  if (app.has_several_modules()) {
    MODUS_TRY(modules, build_modules(app, target, rebuild, terminal));
    built.modules = std::move(modules);
  } else {
    MODUS_TRY(module, build_only_module(app, target, terminal));
    built.modules.push_back(std::move(module));
  }
  MODUS_CHECK(place_file(app.folder / "modus.json", app.build_folder / "modus.json"));
  for (BuiltModule& module : built.modules) module.bytes = fs::file_size(module.wasm);
  built.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - started);
  return built;
}

std::vector<fs::path> inputs_of(const AppSource& app, BuildTarget target) {
  std::vector<fs::path> files;
  for (const ModuleSource& module : app.modules) {
    const fs::path out = app.has_several_modules() ? BuildState(app, module, target).work_folder()
                                                   : app.build_folder;
    std::ranges::copy(BuildInputs::read(BuildInputs::list_in(out), module.folder).files(),
                      std::back_inserter(files));
  }
  return files;
}

std::string describe(const BuiltApp& app) {
  const double seconds = static_cast<double>(app.duration.count()) / 1000;
  if (const BuiltModule& only = app.modules.front(); only.name.empty()) {
    return fmt::format("Built {} ({}, {}) in {:.1f} s", fs::proximate(only.wasm).string(),
                       size_of(only.bytes), counted(only.functions, "function"), seconds);
  }
  std::uintmax_t bytes = 0;
  std::size_t functions = 0;
  std::size_t news = 0;
  for (const BuiltModule& module : app.modules) {
    bytes += module.bytes;
    functions += module.functions;
    news += module.is_new;
  }
  return fmt::format("{}, {} in {} ({}); {} built in {:.1f} s",
                     counted(app.modules.size(), "module"), counted(functions, "function"),
                     fs::proximate(app.folder).string(), size_of(bytes),
                     news == 0 ? "none" : std::to_string(news), seconds);
}

}  // namespace modus::cli
