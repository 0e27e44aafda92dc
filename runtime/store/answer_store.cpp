// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/answer_store.h"

#include <memory>
#include <string_view>

namespace modus::store {
namespace {

// The newest stand last: rowids only grow, and a replaced answer gets a new one.
constexpr std::string_view kTable = R"(
CREATE TABLE answers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  model TEXT NOT NULL,
  key TEXT NOT NULL,
  answer TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  UNIQUE (model, key)
);
CREATE INDEX answers_by_age ON answers (model, id, bytes);
CREATE INDEX answers_by_end ON answers (expires_at);
)";

// A model's answers may be larger than their bound by one part in so many: making room looks at
// each of them.
constexpr std::uint64_t kSlack = 16;

constexpr std::string_view kInsert =
    "INSERT OR REPLACE INTO answers (model, key, answer, bytes, expires_at) "
    "VALUES (?1, ?2, ?3, ?4, ?5)";

constexpr std::string_view kFind =
    "SELECT answer, expires_at FROM answers WHERE model = ?1 AND key = ?2 AND expires_at > ?3";

constexpr std::string_view kDropExpired = "DELETE FROM answers WHERE expires_at <= ?1";

constexpr std::string_view kMakeRoom =
    "DELETE FROM answers WHERE id IN (SELECT id FROM (SELECT id, sum(bytes) "
    "OVER (ORDER BY id DESC) AS total FROM answers WHERE model = ?1) WHERE total > ?2)";

std::int64_t milliseconds(AnswerStore::Time time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

Result<void> step(Connection& connection, std::string_view sql, const auto&... values) {
  MODUS_TRY(statement, connection.prepare_once(sql));
  int index = 0;
  (statement->bind(++index, values), ...);
  MODUS_CHECK(statement->step());
  return {};
}

Result<std::optional<StoredAnswer>> read(Connection& connection, const std::string& model,
                                         const std::string& key, AnswerStore::Time now) {
  MODUS_TRY(rows, connection.prepare(kFind));
  rows.bind(1, model);
  rows.bind(2, key);
  rows.bind(3, milliseconds(now));
  MODUS_TRY(is_there, rows.step());
  if (!is_there) return std::nullopt;
  const std::chrono::milliseconds expires(rows.number(1).value_or(0));
  return StoredAnswer{.model = model,
                      .key = key,
                      .answer = std::string(rows.text(0)),
                      .expires_at = AnswerStore::Time(expires)};
}

}  // namespace

AnswerStore::AnswerStore(std::filesystem::path file, Log& log)
    : database_({.file = std::move(file),
                 .migrations = {std::string(kTable)},
                 .gather = std::chrono::milliseconds(0)},
                log) {}

void AnswerStore::keep(StoredAnswer answer, std::uint64_t max_bytes, Time now) {
  const std::size_t bytes = answer.answer.size();
  database_.run(
      [this, answer = std::move(answer), bytes, max_bytes,
       now](Result<Connection*> connection) -> Result<void> {
        if (!connection) return {};
        const std::string_view model = answer.model;
        MODUS_CHECK(step(**connection, kInsert, model, std::string_view(answer.key),
                         std::string_view(answer.answer), static_cast<std::int64_t>(bytes),
                         milliseconds(answer.expires_at)));
        MODUS_CHECK(step(**connection, kDropExpired, milliseconds(now)));
        std::uint64_t& added = added_bytes_[answer.model];
        added += bytes;
        if (added <= max_bytes / kSlack) return {};
        added = 0;
        return step(**connection, kMakeRoom, model, static_cast<std::int64_t>(max_bytes));
      },
      bytes);
}

void AnswerStore::find(std::string model, std::string key, Time now, Found found) {
  const auto shared = std::make_shared<Found>(std::move(found));
  const bool queued = database_.run([model = std::move(model), key = std::move(key), now,
                                     shared](Result<Connection*> connection) -> Result<void> {
    if (!connection) {
      (*shared)(std::nullopt);
      return {};
    }
    auto answer = read(**connection, model, key, now);
    const Result<void> outcome = answer ? Result<void>() : std::unexpected(answer.error());
    (*shared)(answer ? *std::move(answer) : std::nullopt);
    return outcome;
  });
  if (!queued) (*shared)(std::nullopt);
}

}  // namespace modus::store
