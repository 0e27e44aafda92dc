// SPDX-License-Identifier: Apache-2.0
// How long a server asks its clients to wait.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace modus::connect {

/// The wait that a Retry-After header asks for at that time (RFC 9110 section 10.2.3): a number of
/// seconds or a date, in any of the three forms of section 5.6.7. Never negative, and a day at
/// most; nothing when it is neither.
std::optional<std::chrono::milliseconds> parse_retry_after(
    std::string_view value, std::chrono::system_clock::time_point now);

/// The time that a Date header tells, in any of those forms; nothing when it is none.
std::optional<std::chrono::system_clock::time_point> parse_http_date(std::string_view value);

}  // namespace modus::connect
