// SPDX-License-Identifier: Apache-2.0
// The original runtime's way of being started (contract section 8.1): `-appPath DIR -port 8686
// -refresh=1s -jsonlogs`.
#pragma once

#include <string>
#include <vector>

namespace modus::cli {

/// Spells the original's single-dash flags with two dashes, and puts `serve` in front when they
/// begin the line.
std::vector<std::string> with_modern_flags(std::vector<std::string> arguments);

}  // namespace modus::cli
