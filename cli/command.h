// SPDX-License-Identifier: Apache-2.0
// The commands of `modus`, one file each.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/terminal.h"

namespace modus::cli {

/// How a command ends the process.
enum ExitCode : int {
  kSuccess = 0,
  kFailure = 1,
  kUsage = 2,  // the command line makes no sense, or names what cannot be read
};

/// Each adds its subcommand; the code of the one that ran is left in `exit_code`. Terminal and code
/// outlive the app.
void add_new(CLI::App& app, Terminal& terminal, int& exit_code);
void add_build(CLI::App& app, Terminal& terminal, int& exit_code);
void add_dev(CLI::App& app, Terminal& terminal, int& exit_code);
void add_serve(CLI::App& app, Terminal& terminal, int& exit_code);
void add_test(CLI::App& app, Terminal& terminal, int& exit_code);
void add_history(CLI::App& app, Terminal& terminal, int& exit_code);
void add_replay(CLI::App& app, Terminal& terminal, int& exit_code);
void add_precompile(CLI::App& app, Terminal& terminal, int& exit_code);
void add_schema(CLI::App& app, Terminal& terminal, int& exit_code);
void add_graphql(CLI::App& app, Terminal& terminal, int& exit_code);
void add_version(CLI::App& app, Terminal& terminal, int& exit_code);
void add_doctor(CLI::App& app, Terminal& terminal, int& exit_code);

}  // namespace modus::cli
