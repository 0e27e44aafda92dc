// SPDX-License-Identifier: Apache-2.0
// Times and amounts as a person writes and reads them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/base/result.h"

namespace modus::cli {

using SystemTime = std::chrono::system_clock::time_point;

/// "30m", "12h" and "7d" before `now`; "2026-01-31" and "2026-01-31T18:00" in the local time zone.
Result<SystemTime> parse_since(std::string_view text, SystemTime now);

/// "2026-01-31 18:00:05" in the local time zone.
std::string local_time(SystemTime time);

/// "850 µs", "412 ms", "1.2 s", "3 min".
std::string describe_duration(std::chrono::microseconds duration);

/// "$0.0012", of millionths of a dollar.
std::string describe_cost(std::int64_t micros);

}  // namespace modus::cli
