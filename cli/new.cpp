// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <iterator>
#include <regex>

#include <unistd.h>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/paths.h"
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

Result<std::string> template_of(const std::string& language) {
  if (language == "assemblyscript" || language == "as") return "assemblyscript";
  if (language == "go" || language == "golang") return "go";
  return fail(ErrorCode::kInvalidArgument,
              "there is no language \"{}\" yet; use assemblyscript or go", language);
}

Result<void> check_name(const std::string& name) {
  static const std::regex kName("[a-z0-9][a-z0-9._-]{0,62}");
  if (std::regex_match(name, kName)) return {};
  return fail(ErrorCode::kInvalidArgument,
              "\"{}\" cannot be an app's name: use lower-case letters, digits, and - . _ between "
              "them, 63 at most",
              name);
}

Result<void> check_folder(const fs::path& folder) {
  if (!fs::exists(folder) || (fs::is_directory(folder) && fs::is_empty(folder))) return {};
  return fail(ErrorCode::kInvalidArgument,
              "{} is there already and not an empty folder; choose another with --dir",
              folder.string());
}

void copy_with_name(const fs::path& from, const fs::path& to, const std::string& name) {
  std::ifstream source(from, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(source), {}};
  constexpr std::string_view kPlaceholder = "{{name}}";
  for (std::size_t at = text.find(kPlaceholder); at != std::string::npos;
       at = text.find(kPlaceholder, at + name.size())) {
    text.replace(at, kPlaceholder.size(), name);
  }
  fs::create_directories(to.parent_path());
  std::ofstream target(to, std::ios::binary);
  target << text;
  target.exceptions(std::ios::failbit | std::ios::badbit);
  target.flush();
}

void lay_out(const fs::path& source, const fs::path& target, const std::string& name) {
  for (auto entry = fs::recursive_directory_iterator(source);
       entry != fs::recursive_directory_iterator(); ++entry) {
    // What a build or an install left in a template of this checkout is not part of it.
    const bool produced =
        entry->path().filename() == "node_modules" || entry->path().filename() == "build";
    if (produced && entry->is_directory()) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      copy_with_name(entry->path(), target / fs::relative(entry->path(), source), name);
    }
  }
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
  MODUS_CHECK(check_folder(options.folder));
  MODUS_TRY(source, find_shipped("templates/" + language));
  try {
    lay_out(source, options.folder, options.name);
  } catch (const std::exception& error) {
    return fail(ErrorCode::kUnavailable, "cannot write the app to {}: {}", options.folder,
                error.what());
  }
  if (!options.no_git) start_repository(options.folder);
  terminal.success(fmt::format("Made {} in {}", terminal.bold(options.name), options.folder));
  terminal.line(fmt::format("\nServe it, and rebuild whenever you save:\n\n  cd {}\n  modus dev\n",
                            options.folder));
  return {};
}

}  // namespace

void add_new(CLI::App& app, Terminal& terminal, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("new", "Make a new app");
  command->add_option("app,-n,--name", options->name, "The app's name");
  command->add_option("-l,--language,-s,--sdk", options->language, "assemblyscript or go");
  command->add_option("-d,--dir", options->folder,
                      "Where to put it [default: a folder of its name]");
  command->add_flag("--no-git", options->no_git, "Do not start a git repository");
  command->add_flag("--no-prompt", options->no_prompt, "Ask nothing; take defaults");
  command->callback([options, &terminal, &exit_code] {
    if (const auto made = make_app(*options, terminal); !made) {
      terminal.error(made.error());
      exit_code = kFailure;
    }
  });
}

}  // namespace modus::cli
