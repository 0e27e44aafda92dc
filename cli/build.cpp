// SPDX-License-Identifier: Apache-2.0
#include "cli/app_builder.h"
#include "cli/command.h"

namespace modus::cli {

void add_build(CLI::App& app, Terminal& terminal, int& exit_code) {
  struct Options {
    std::string folder = ".";
    bool debug = false;
    bool all = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("build", "Compile an app to WebAssembly");
  command->add_option("folder", options->folder, "The app's folder")->capture_default_str();
  command->add_flag("--debug", options->debug,
                    "Keep names and lines for stack traces; slower code");
  command->add_flag("--all", options->all, "Build every module anew, though only some changed");
  command->callback([options, &terminal, &exit_code] {
    const auto built =
        build_app(options->folder, options->debug ? BuildTarget::kDebug : BuildTarget::kRelease,
                  options->all ? Rebuild::kAll : Rebuild::kChanged, terminal);
    if (built) {
      terminal.success(describe(*built));
    } else {
      terminal.error(built.error());
      exit_code = kFailure;
    }
  });
}

}  // namespace modus::cli
