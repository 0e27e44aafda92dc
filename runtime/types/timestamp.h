// SPDX-License-Identifier: Apache-2.0
// Instants as text (contract section 6.4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace modus::types {

/// RFC 3339 in UTC with as many fraction digits as needed; nothing outside of years 0 to 9999.
std::optional<std::string> format_timestamp(std::int64_t epoch_milliseconds);

/// Reads `YYYY-MM-DD`, optionally followed by `T` or a space, `HH:MM`, `:SS`, a fraction and `Z` or
/// an offset; without an offset it is UTC. Nothing when it is something else.
std::optional<std::int64_t> parse_timestamp(std::string_view text);

}  // namespace modus::types
