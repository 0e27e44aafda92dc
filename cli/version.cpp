// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "cli/command.h"

namespace modus::cli {

void add_version(CLI::App& app, Terminal&, int&) {
  app.add_subcommand("version", "Show the version")->callback([] {
    std::cout << "modus " << MODUS_VERSION << '\n';
  });
}

}  // namespace modus::cli
