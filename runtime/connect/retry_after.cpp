// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/retry_after.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace modus::connect {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::optional<std::chrono::system_clock::time_point> parse_http_date(std::string_view value) {
  const auto date = curl_getdate(std::string(value).c_str(), nullptr);
  if (value.empty() || date < 0) return std::nullopt;
  return std::chrono::system_clock::from_time_t(date);
}

std::optional<milliseconds> parse_retry_after(std::string_view value,
                                              std::chrono::system_clock::time_point now) {
  constexpr seconds kMost{86'400};
  if (value.empty()) return std::nullopt;
  if (value.find_first_not_of("0123456789") == std::string_view::npos) {
    seconds::rep count = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
    if (error != std::errc()) return kMost;  // too large for a number
    return std::min(seconds(count), kMost);
  }
  const auto date = parse_http_date(value);
  if (!date) return std::nullopt;
  const auto wait = std::chrono::ceil<milliseconds>(*date - now);
  return std::clamp<milliseconds>(wait, milliseconds(0), kMost);
}

}  // namespace modus::connect
