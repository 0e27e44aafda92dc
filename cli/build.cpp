// SPDX-License-Identifier: Apache-2.0
#include "cli/app_builder.h"
#include "cli/command.h"

namespace modus::cli {

void add_build(CLI::App& app, Terminal& terminal, int& exit_code) {
  struct Options {
    std::string folder = ".";
    bool debug = false;
    GoCompiler compiler;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("build", "Compile an app to WebAssembly");
  command->add_option("folder", options->folder, "The app's folder")->capture_default_str();
  command->add_flag("--debug", options->debug,
                    "Keep names and lines for stack traces; slower code");
  command
      ->add_option("--compiler", options->compiler,
                   "Of a Go app; without this its modus.json chooses, or it is go")
      ->check(CLI::IsMember({"go", "tinygo"}));
  command->callback([options, &terminal, &exit_code] {
    const auto built =
        build_app(options->folder, options->debug ? BuildTarget::kDebug : BuildTarget::kRelease,
                  terminal, options->compiler);
    if (built) {
      terminal.success(describe(*built));
    } else {
      terminal.error(built.error());
      exit_code = kFailure;
    }
  });
}

}  // namespace modus::cli
