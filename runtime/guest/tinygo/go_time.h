// SPDX-License-Identifier: Apache-2.0
// Go's own form of an instant: the first two words of a time.Time.
#pragma once

#include <cstdint>

#include "runtime/types/timestamp.h"

namespace modus::guest::tinygo {

struct GoTime {
  /// The nanoseconds, in the low 30 bits. With the highest bit set, the 33 bits between are seconds
  /// since 1885, and `ext` is a reading of the monotonic clock.
  std::uint64_t wall = 0;
  std::int64_t ext = 0;  // seconds since the year 1
};

inline constexpr std::int64_t kYear1ToUnix = 62135596800;  // seconds
inline constexpr std::int64_t kYear1To1885 = 59453308800;

inline GoTime to_go_time(const types::Instant& instant) {
  return {.wall = instant.nanoseconds, .ext = instant.seconds + kYear1ToUnix};
}

/// Nanoseconds beyond a second, which no Go program makes, are kept within it. Any bits are an
/// instant.
inline types::Instant to_instant(const GoTime& time) {
  constexpr std::uint64_t kNanoseconds = (1u << 30) - 1;
  constexpr std::uint64_t kSeconds = (std::uint64_t{1} << 33) - 1;
  const bool has_monotonic = (time.wall >> 63) != 0;
  const auto since_1885 = static_cast<std::int64_t>(time.wall >> 30 & kSeconds);
  const std::int64_t since_year_1 = has_monotonic ? kYear1To1885 + since_1885 : time.ext;
  const auto nanoseconds = static_cast<std::uint32_t>(time.wall & kNanoseconds);
  const bool overflows = since_year_1 < INT64_MIN + kYear1ToUnix;
  return {.seconds = overflows ? INT64_MIN : since_year_1 - kYear1ToUnix,
          .nanoseconds = nanoseconds < 1'000'000'000 ? nanoseconds : 999'999'999};
}

}  // namespace modus::guest::tinygo
