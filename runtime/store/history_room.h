// SPDX-License-Identifier: Apache-2.0
// Room in the history's file: what is too old, too many or too much goes.
#pragma once

#include <chrono>
#include <cstdint>

#include "runtime/base/result.h"
#include "runtime/store/sqlite.h"

namespace modus::store {

/// How many bytes the records count for.
Result<std::int64_t> count_bytes(Connection& connection);

struct ToDrop {
  std::int64_t max_calls;                        // the newest so many stay
  std::chrono::system_clock::time_point oldest;  // older ones go
  std::int64_t bytes = 0;                        // and the oldest that together hold so much
};

/// Drops the oldest inferences with their executions until all of that is so. Gives the bytes that
/// are free now.
Result<std::int64_t> drop_oldest(Connection& connection, const ToDrop& what);

}  // namespace modus::store
