// SPDX-License-Identifier: Apache-2.0
// Batches of records in the history's file: they go as they came, as a whole.
#pragma once

#include <chrono>
#include <cstdint>

#include "runtime/base/result.h"
#include "runtime/store/record.h"
#include "runtime/store/sqlite.h"

namespace modus::store {

using Time = std::chrono::system_clock::time_point;

/// How much of the past is kept: what goes beyond one of them makes room, the oldest first.
struct HistoryBounds {
  std::int64_t max_calls = 10'000;  // of models; 0: none is kept
  std::chrono::days max_age{30};
  std::int64_t max_bytes = 256 << 20;  // of records; the file is somewhat larger
};

/// How much is in the file.
struct HistorySize {
  std::int64_t calls = 0;  // of models
  std::int64_t bytes = 0;
};

Result<HistorySize> history_size(Connection& connection);

/// Writes the batch behind all others; its first inference gets that number, or the next.
Result<void> insert(Connection& connection, const Batch& batch, Time written,
                    std::optional<std::int64_t> first_gid = {});

/// Drops the oldest batches until the file, which is of that size, is within the bounds. Gives its
/// size then.
Result<HistorySize> make_room(Connection& connection, HistorySize size, const HistoryBounds& bounds,
                              Time now);

}  // namespace modus::store
