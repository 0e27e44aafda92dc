// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <exception>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/original_flags.h"

namespace {

constexpr const char* kDescription =
    "Modus: functions in AssemblyScript and Go, served as a GraphQL API, with models at hand.\n"
    "Begin with: modus new my-app && cd my-app && modus dev";

// The command that the words have led to: "modus graphql validate".
std::string name_of(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app.get_name() : app.get_name() + ' ' + name_of(*commands.back());
}

std::string begin_small(std::string text) {
  if (text.size() > 1 && text[1] != '-') text[0] = static_cast<char>(std::tolower(text[0]));
  return text;
}

int run(int count, char** words) {
  using namespace modus::cli;
  Terminal terminal;
  int exit_code = kSuccess;
  CLI::App app(kDescription, "modus");
  app.require_subcommand(1);
  add_new(app, terminal, exit_code);
  add_build(app, terminal, exit_code);
  add_dev(app, terminal, exit_code);
  add_test(app, terminal, exit_code);
  add_history(app, terminal, exit_code);
  add_replay(app, terminal, exit_code);
  add_precompile(app, terminal, exit_code);
  add_schema(app, terminal, exit_code);
  add_serve(app, terminal, exit_code);
  add_graphql(app, terminal, exit_code);
  add_doctor(app, terminal, exit_code);
  add_version(app, terminal, exit_code);
  app.set_help_all_flag("--help-all", "Show the options of all commands");

  std::vector<std::string> arguments = with_modern_flags({words + 1, words + count});
  if (!arguments.empty() && arguments[0] == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  if (arguments.empty()) arguments.emplace_back("--help");
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  if (!arguments[0].starts_with('-') &&
      std::ranges::find(commands, arguments[0], &CLI::App::get_name) == commands.end()) {
    terminal.error(
        {modus::ErrorCode::kNotFound,
         fmt::format("there is no command \"{}\"; modus --help lists them", arguments[0])});
    return kUsage;
  }
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::Success& asked_for) {
    return app.exit(asked_for);
  } catch (const CLI::ParseError& error) {
    terminal.error({modus::ErrorCode::kInvalidArgument,
                    fmt::format("{}; see {} --help", begin_small(error.what()), name_of(app))});
    return kUsage;
  }
  return exit_code;
}

}  // namespace

int main(int count, char** words) {
  try {
    return run(count, words);
  } catch (const std::exception& error) {
    modus::cli::Terminal().error(modus::Error(modus::ErrorCode::kInternal, error.what()));
    return modus::cli::kFailure;
  }
}
