// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/history_batches.h"

#include "runtime/base/ids.h"
#include "runtime/store/record_fields.h"

namespace modus::store {
namespace {

constexpr std::string_view kSize =
    "SELECT ifnull(sum(calls), 0), ifnull(sum(bytes), 0) FROM batches";

constexpr std::string_view kInsert =
    "INSERT INTO batches (first_gid, calls, executions, written_us, bytes, uuid, records) VALUES "
    "(ifnull(?1, (SELECT ifnull((SELECT first_gid + calls FROM batches ORDER BY id DESC LIMIT 1), "
    "1))), ?2, ?3, ?4, ?5, ?6, ?7)";

constexpr std::string_view kOldestFirst =
    "SELECT id, calls, bytes, written_us FROM batches ORDER BY id";

constexpr std::string_view kDrop = "DELETE FROM batches WHERE id <= ?1";

}  // namespace

Result<HistorySize> history_size(Connection& connection) {
  MODUS_TRY(sums, connection.prepare(kSize));
  MODUS_CHECK(sums.step());
  return HistorySize{sums.number(0).value_or(0), sums.number(1).value_or(0)};
}

Result<void> insert(Connection& connection, const Batch& batch, Time written,
                    std::optional<std::int64_t> first_gid) {
  MODUS_TRY(statement, connection.prepare_once(kInsert));
  const std::string uuid = make_uuid_v7();
  statement->bind(1, first_gid);
  statement->bind(2, batch.inferences());
  statement->bind(3, batch.executions());
  statement->bind(4, microseconds_of(written));
  statement->bind(5, static_cast<std::int64_t>(batch.bytes().size()));
  statement->bind_in_place(6, uuid);
  statement->bind_bytes_in_place(7, batch.bytes());
  MODUS_CHECK(statement->step());
  return {};
}

Result<HistorySize> make_room(Connection& connection, HistorySize size, const HistoryBounds& bounds,
                              Time now) {
  const std::int64_t oldest = microseconds_of(now - bounds.max_age);
  MODUS_TRY(rows, connection.prepare_once(kOldestFirst));
  std::int64_t last = 0;
  while (true) {
    MODUS_TRY(more, rows->step());
    const bool is_within =
        size.calls <= bounds.max_calls && size.bytes <= bounds.max_bytes && bounds.max_calls > 0;
    if (!more || (is_within && rows->number(3) >= oldest)) break;
    last = rows->number(0).value_or(0);
    size.calls -= rows->number(1).value_or(0);
    size.bytes -= rows->number(2).value_or(0);
  }
  rows->reset();
  if (last == 0) return size;
  MODUS_TRY(drop, connection.prepare_once(kDrop));
  drop->bind(1, last);
  MODUS_CHECK(drop->step());
  return size;
}

}  // namespace modus::store
