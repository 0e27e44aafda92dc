// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "cli/command.h"
#include "cli/paths.h"
#include "runtime/app/app_folder.h"
#include "runtime/sandbox/sandbox.h"

namespace modus::cli {
namespace {

Result<void> precompile(const std::filesystem::path& folder) {
  MODUS_TRY(files, app::read_app_folder(folder));
  MODUS_TRY(engine, sandbox::Engine::create(
                        {.cache_directory = cache_folder() / "modules", .max_instances = 1}));
  for (const app::ModuleFile& module : files.modules)
    MODUS_CHECK(engine->compile(std::as_bytes(std::span(module.wasm))));
  return {};
}

}  // namespace

// What `modus dev` runs beside itself; see BackgroundCompiler.
void add_precompile(CLI::App& app, Terminal& terminal, int& exit_code) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "precompile",
      "Compile what was built into the cache of `modus serve`, giving way to all else");
  command->group("");  // not listed
  command->add_option("folder", *folder, "The build folder")->required();
  command->callback([folder, &terminal, &exit_code] {
    constexpr int kLast = 19;
    [[maybe_unused]] const int niceness = ::nice(kLast);
    if (const auto compiled = precompile(*folder); !compiled) {
      terminal.error(compiled.error());
      exit_code = kFailure;
    }
  });
}

}  // namespace modus::cli
