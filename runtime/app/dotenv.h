// SPDX-License-Identifier: Apache-2.0
// The syntax of .env files, as the Go library godotenv reads it (contract section 8.3).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/result.h"

namespace modus::app {

/// The value of a variable that the file itself has not defined so far.
using OuterVariables = std::function<std::optional<std::string>(std::string_view name)>;

/// Reads `NAME=value` lines, in order:
///   - `export ` may come first, spaces may surround the name, and `:` may stand for `=`;
///   - an unquoted value ends at the line's end or at a `#` after a space;
///   - a quoted value may run over several lines; in double quotes `\n`, `\r` and a backslash
///     before any other character are escapes, in single quotes everything is literal;
///   - outside single quotes `$NAME` and `${NAME}`, in capitals, are filled in from the lines
///   above,
///     then from `outer`, else with nothing; `\$` is a dollar sign.
/// Fails with kInvalidArgument: `line 3: …`.
Result<std::vector<std::pair<std::string, std::string>>> parse_dotenv(std::string_view text,
                                                                      const OuterVariables& outer);

}  // namespace modus::app
