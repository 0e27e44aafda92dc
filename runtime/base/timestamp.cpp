// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/timestamp.h"

#include <ctime>

#include <fmt/format.h>

namespace modus {

std::string format_timestamp(std::chrono::system_clock::time_point time) {
  const auto milliseconds =
      std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
  const auto whole = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  const std::time_t seconds = whole;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                     milliseconds - whole * 1000);
}

}  // namespace modus
