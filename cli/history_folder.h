// SPDX-License-Identifier: Apache-2.0
// Where the history of an app is.
#pragma once

#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>

#include "runtime/base/result.h"
#include "runtime/store/sqlite.h"

namespace modus::cli {

struct HistoryFolder {
  std::string app = ".";
  std::string data;  // empty: .modusdb in the app's folder
};

/// Adds --app and --data; `folder` must outlive the command.
void add_history_flags(CLI::App& command, HistoryFolder& folder);

/// See store::open_history().
Result<store::Connection> open_history(const HistoryFolder& folder);

}  // namespace modus::cli
