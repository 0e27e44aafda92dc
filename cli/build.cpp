// SPDX-License-Identifier: Apache-2.0
#include "cli/app_builder.h"
#include "cli/command.h"

namespace modus::cli {
namespace {

Result<void> choose_go_compiler(AppSource& app, const std::string& compiler) {
  bool is_there = false;
  for (ModuleSource& module : app.modules) {
    module.go_compiler = compiler;
    is_there = is_there || module.language == Language::kGo;
  }
  if (is_there) return {};
  return fail(ErrorCode::kInvalidArgument, "--compiler is for apps in Go, which this one is not");
}

}  // namespace

void add_build(CLI::App& app, Terminal& terminal, int& exit_code) {
  struct Options {
    std::string folder = ".";
    bool debug = false;
    bool all = false;
    std::string compiler;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("build", "Compile an app to WebAssembly");
  command->add_option("folder", options->folder, "The app's folder")->capture_default_str();
  command->add_flag("--debug", options->debug,
                    "Keep names and lines for stack traces; slower code");
  command->add_flag("--all", options->all, "Build every module anew, though only some changed");
  command
      ->add_option("--compiler", options->compiler,
                   "Of Go: go, or tinygo; without this modus.json chooses")
      ->check(CLI::IsMember({"go", "tinygo"}));
  const auto build = [options, &terminal]() -> Result<BuiltApp> {
    MODUS_TRY(app, read_app_source(options->folder));
    if (!options->compiler.empty()) MODUS_CHECK(choose_go_compiler(app, options->compiler));
    return build_app(app, options->debug ? BuildTarget::kDebug : BuildTarget::kRelease,
                     options->all ? Rebuild::kAll : Rebuild::kChanged, terminal);
  };
  command->callback([build, &terminal, &exit_code] {
    const auto built = build();
    if (built) {
      terminal.success(describe(*built));
    } else {
      terminal.error(built.error());
      exit_code = kFailure;
    }
  });
}

}  // namespace modus::cli
