// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

namespace modus {

/// The instant in UTC to the millisecond, as RFC 3339 has it: "2006-01-02T15:04:05.000Z".
std::string format_timestamp(std::chrono::system_clock::time_point time);

}  // namespace modus
