// SPDX-License-Identifier: Apache-2.0
#include "cli/history_folder.h"

#include "runtime/store/history_file.h"

namespace modus::cli {

void add_history_flags(CLI::App& command, HistoryFolder& folder) {
  command.add_option("--app", folder.app, "The app's folder")->capture_default_str();
  command.add_option("--data", folder.data,
                     "Where the history is kept [default: .modusdb in the app's folder]");
}

Result<store::Connection> open_history(const HistoryFolder& folder) {
  const std::filesystem::path data = folder.data.empty()
                                         ? std::filesystem::path(folder.app) / ".modusdb"
                                         : std::filesystem::path(folder.data);
  return store::open_history(data / "modus.db");
}

}  // namespace modus::cli
