// SPDX-License-Identifier: Apache-2.0
// What came from models, clients and files, made fit for a person's terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace modus::cli {

/// The JSON text with a line for each member and item, indented by two spaces a level from
/// `indent` on; text that is no JSON as it is. Safe for a terminal.
std::string pretty_json(std::string_view json, std::size_t indent = 0);

/// The text without what a terminal would obey; lines and tabs stay.
std::string without_controls(std::string_view text);

/// The text on one line and in at most so many columns, with "…" in the place of what is too much.
std::string clipped(std::string_view text, std::size_t columns);
/// Likewise, filled up with spaces to just so many.
std::string padded(std::string_view text, std::size_t columns);

/// How many columns standard output has: the terminal's, else $COLUMNS, else 120.
std::size_t output_columns();

}  // namespace modus::cli
