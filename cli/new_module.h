// SPDX-License-Identifier: Apache-2.0
// `modus new module`: one more module for the app at hand.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/terminal.h"

namespace modus::cli {

/// Adds the command below `modus new`; see command.h.
CLI::App* add_new_module(CLI::App& command, Terminal& terminal, int& exit_code);

}  // namespace modus::cli
