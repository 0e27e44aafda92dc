// SPDX-License-Identifier: Apache-2.0
// Instants as text (contract section 6.4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace modus::types {

struct Instant {
  std::int64_t seconds = 0;         // since the Unix epoch
  std::uint32_t nanoseconds = 0;    // less than a second
  std::int32_t offset_seconds = 0;  // of the clock that showed it, ahead of UTC

  /// Rounded down.
  std::int64_t milliseconds() const { return seconds * 1000 + nanoseconds / 1'000'000; }
  static Instant from_milliseconds(std::int64_t since_epoch);
};

/// RFC 3339 in UTC with as many fraction digits as needed; nothing outside of years 0 to 9999.
std::optional<std::string> format_timestamp(const Instant& instant);
/// The same as the clock showed it: with its offset, to the second where it has seconds. In UTC
/// when that offset is a day or more, or makes it a year that cannot be shown.
std::optional<std::string> format_local_timestamp(const Instant& instant);

/// Reads `YYYY-MM-DD`, optionally followed by `T` or a space, `HH:MM`, `:SS`, a fraction and `Z` or
/// an offset, which may have seconds; without an offset it is UTC. Nothing when it is something
/// else.
std::optional<Instant> parse_timestamp(std::string_view text);

}  // namespace modus::types
