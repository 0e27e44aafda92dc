// SPDX-License-Identifier: Apache-2.0
#include <regex>

#include <unistd.h>

#include <fmt/format.h>

#include "cli/app_template.h"
#include "cli/command.h"
#include "cli/new_module.h"
#include "cli/process.h"
#include "runtime/base/result.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

struct Options {
  std::string name;
  std::string language;
  std::string folder;
  bool no_git = false;
  bool no_prompt = false;
};

Result<void> check_name(const std::string& name) {
  static const std::regex kName("[a-z0-9][a-z0-9._-]{0,62}");
  if (std::regex_match(name, kName)) return {};
  return fail(ErrorCode::kInvalidArgument,
              "\"{}\" cannot be an app's name: use lower-case letters, digits, and - . _ between "
              "them, 63 at most",
              name);
}

void start_repository(const fs::path& folder) {
  const auto inside = run_process({"git", "rev-parse", "--is-inside-work-tree"}, folder);
  if (inside && !inside->succeeded()) (void)run_process({"git", "init", "--quiet"}, folder);
}

void ask_for_missing(Options& options, Terminal& terminal) {
  const bool may_ask =
      !options.no_prompt && terminal.is_interactive() && ::isatty(STDIN_FILENO) == 1;
  if (options.name.empty() && may_ask)
    options.name = terminal.ask("What is the app's name?", "my-modus-app");
  if (options.language.empty()) {
    options.language =
        may_ask ? terminal.ask("Which language?", "assemblyscript") : "assemblyscript";
  }
  if (options.folder.empty()) options.folder = options.name;
}

Result<void> make_app(Options& options, Terminal& terminal) {
  ask_for_missing(options, terminal);
  if (options.name.empty())
    return fail(ErrorCode::kInvalidArgument, "the app needs a name: modus new NAME");
  MODUS_CHECK(check_name(options.name));
  MODUS_TRY(language, template_of(options.language));
  MODUS_CHECK(lay_out_template(language, options.folder, options.name));
  if (!options.no_git) start_repository(options.folder);
  terminal.success(fmt::format("Made {} in {}", terminal.bold(options.name), options.folder));
  terminal.line(fmt::format("\nServe it, and rebuild whenever you save:\n\n  cd {}\n  modus dev\n",
                            options.folder));
  return {};
}

}  // namespace

void add_new(CLI::App& app, Terminal& terminal, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("new", "Make a new app, or a module of one");
  command->add_option("app,-n,--name", options->name, "The app's name");
  command->add_option("-l,--language,-s,--sdk", options->language, "assemblyscript or go");
  command->add_option("-d,--dir", options->folder,
                      "Where to put it [default: a folder of its name]");
  command->add_flag("--no-git", options->no_git, "Do not start a git repository");
  command->add_flag("--no-prompt", options->no_prompt, "Ask nothing; take defaults");
  const CLI::App* module = add_new_module(*command, terminal, exit_code);
  command->callback([options, module, &terminal, &exit_code] {
    if (module->parsed()) return;
    if (const auto made = make_app(*options, terminal); !made) {
      terminal.error(made.error());
      exit_code = kFailure;
    }
  });
}

}  // namespace modus::cli
