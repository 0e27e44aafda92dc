// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/history_room.h"

#include <algorithm>
#include <string_view>

namespace modus::store {
namespace {

constexpr std::string_view kCountBytes =
    "SELECT (SELECT ifnull(sum(bytes), 0) FROM inferences WHERE gid <= ?1) + "
    "(SELECT ifnull(sum(bytes), 0) FROM executions WHERE gid <= ?1)";

constexpr std::string_view kTooMany = "SELECT ifnull(max(gid), 0) - ?1 FROM inferences";

// From the oldest on only as far as they are too old.
constexpr std::string_view kTooOld =
    "SELECT ifnull((SELECT gid - 1 FROM inferences WHERE started_us >= ?1 ORDER BY gid LIMIT 1), "
    "(SELECT ifnull(max(gid), 0) FROM inferences))";

constexpr std::string_view kOldestFirst =
    "SELECT gid, bytes FROM inferences UNION ALL SELECT gid, bytes FROM executions ORDER BY gid";

constexpr std::string_view kDropInferences = "DELETE FROM inferences WHERE gid <= ?1";
constexpr std::string_view kDropExecutions = "DELETE FROM executions WHERE gid <= ?1";

constexpr std::int64_t kAll = INT64_MAX;

// A statement with one number, whose answer is at most one number.
Result<std::int64_t> ask(Connection& connection, std::string_view sql, std::int64_t number) {
  MODUS_TRY(statement, connection.prepare_once(sql));
  statement->bind(1, number);
  MODUS_TRY(has_row, statement->step());
  const std::int64_t answer = has_row ? statement->number(0).value_or(0) : 0;
  if (has_row) MODUS_CHECK(statement->step());
  return answer;
}

Result<std::int64_t> last_of_bytes(Connection& connection, std::int64_t bytes) {
  if (bytes <= 0) return 0;
  MODUS_TRY(rows, connection.prepare(kOldestFirst));
  std::int64_t last = 0;
  while (bytes > 0) {
    MODUS_TRY(more, rows.step());
    if (!more) break;
    last = rows.number(0).value_or(0);
    bytes -= rows.number(1).value_or(0);
  }
  return last;
}

}  // namespace

Result<std::int64_t> count_bytes(Connection& connection) {
  return ask(connection, kCountBytes, kAll);
}

Result<std::int64_t> drop_oldest(Connection& connection, const ToDrop& what) {
  const auto oldest =
      std::chrono::duration_cast<std::chrono::microseconds>(what.oldest.time_since_epoch()).count();
  MODUS_TRY(too_many, ask(connection, kTooMany, what.max_calls));
  MODUS_TRY(too_old, ask(connection, kTooOld, oldest));
  MODUS_TRY(too_much, last_of_bytes(connection, what.bytes));
  const std::int64_t last = std::max({too_many, too_old, too_much});
  if (last <= 0) return 0;
  MODUS_TRY(freed, ask(connection, kCountBytes, last));
  MODUS_CHECK(ask(connection, kDropInferences, last));
  MODUS_CHECK(ask(connection, kDropExecutions, last));
  return freed;
}

}  // namespace modus::store
