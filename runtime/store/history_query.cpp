// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/history_query.h"

#include <algorithm>

#include "runtime/store/history_rows.h"
#include "runtime/store/history_schema.h"

namespace modus::store {
namespace {

std::string select(std::string_view columns, std::string_view table, std::string_view rest) {
  return fmt::format("SELECT {} FROM {} {}", columns, table, rest);
}

Result<void> visit_rows(Statement& rows, const std::function<void(const Inference&)>& visit) {
  while (true) {
    MODUS_TRY(more, rows.step());
    if (!more) return {};
    visit(read_inference(rows));
  }
}

// A number is never the begin of a UUID's time, which will begin with 0 for some 8,000 years.
bool is_number(std::string_view id) {
  return !id.empty() && id.size() < 19 && id.front() != '0' &&
         std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; });
}

Result<Statement> rows_of(Connection& connection, std::string_view id) {
  if (is_number(id)) {
    MODUS_TRY(rows, connection.prepare(select(kInferenceColumns, "inferences", "WHERE gid = ?1")));
    rows.bind(1, static_cast<std::int64_t>(std::stoll(std::string(id))));
    return rows;
  }
  // What begins so stands between it and the same followed by what no id holds.
  constexpr std::string_view kBeginsSo =
      "WHERE (id >= ?1 AND id < ?1 || '~') OR gid = (SELECT max(gid) FROM inferences WHERE "
      "execution_id = ?1) LIMIT 2";
  MODUS_TRY(rows, connection.prepare(select(kInferenceColumns, "inferences", kBeginsSo)));
  rows.bind(1, id);
  return rows;
}

}  // namespace

Result<void> for_each_inference(Connection& connection, const HistoryFilter& filter,
                                const std::function<void(const Inference&)>& visit) {
  constexpr std::string_view kFiltered =
      "WHERE (?1 = '' OR model_name = ?1) AND (?2 = '' OR function = ?2) AND "
      "(?3 IS NULL OR started_us >= ?3) AND (?4 = 0 OR error <> '') ORDER BY gid DESC LIMIT ?5";
  MODUS_TRY(rows, connection.prepare(select(kInferenceColumns, "inferences", kFiltered)));
  rows.bind(1, std::string_view(filter.model));
  rows.bind(2, std::string_view(filter.function));
  std::optional<std::int64_t> since;
  if (filter.since) {
    since = std::chrono::duration_cast<std::chrono::microseconds>(filter.since->time_since_epoch())
                .count();
  }
  rows.bind(3, since);
  rows.bind(4, std::int64_t{filter.only_errors ? 1 : 0});
  rows.bind(5, filter.limit);
  return visit_rows(rows, visit);
}

Result<void> for_each_of_execution(Connection& connection, std::string_view execution_id,
                                   const std::function<void(const Inference&)>& visit) {
  MODUS_TRY(rows, connection.prepare(select(kInferenceColumns, "inferences",
                                            "WHERE execution_id = ?1 ORDER BY gid")));
  rows.bind(1, execution_id);
  return visit_rows(rows, visit);
}

Result<Inference> find_inference(Connection& connection, std::string_view id) {
  MODUS_TRY(rows, rows_of(connection, id));
  MODUS_TRY(found, rows.step());
  if (!found) return fail(ErrorCode::kNotFound, "the history holds no model call \"{}\"", id);
  Inference inference = read_inference(rows);
  MODUS_TRY(another, rows.step());
  if (!another) return inference;
  return fail(ErrorCode::kInvalidArgument,
              "several model calls have ids that begin with \"{}\"; give more of it", id);
}

Result<std::optional<Execution>> find_execution(Connection& connection, std::string_view id) {
  MODUS_TRY(rows, connection.prepare(select(
                      kExecutionColumns, "executions",
                      "WHERE gid = (SELECT max(gid) FROM inferences WHERE execution_id = ?1)")));
  rows.bind(1, id);
  MODUS_TRY(found, rows.step());
  if (!found) return std::nullopt;
  return read_execution(rows);
}

}  // namespace modus::store
