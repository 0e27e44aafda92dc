// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/spending_store.h"

#include <string_view>

namespace modus::store {
namespace {

constexpr std::string_view kTable = R"(
CREATE TABLE spent (
  budget TEXT NOT NULL,
  period TEXT NOT NULL,
  window INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  nanodollars INTEGER NOT NULL,
  busy_ms INTEGER NOT NULL,
  PRIMARY KEY (budget, period)
);
)";

constexpr std::string_view kSelect =
    "SELECT budget, period, window, calls, tokens, nanodollars, busy_ms FROM spent "
    "ORDER BY budget, period";

constexpr std::string_view kReplace =
    "INSERT OR REPLACE INTO spent (budget, period, window, calls, tokens, nanodollars, busy_ms) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

Result<std::vector<Spent>> read(Connection& connection) {
  MODUS_TRY(rows, connection.prepare(kSelect));
  std::vector<Spent> all;
  while (true) {
    MODUS_TRY(is_there, rows.step());
    if (!is_there) return all;
    const auto number = [&](int column) { return rows.number(column).value_or(0); };
    all.push_back({.budget = std::string(rows.text(0)),
                   .period = std::string(rows.text(1)),
                   .window = number(2),
                   .calls = number(3),
                   .tokens = number(4),
                   .nanodollars = number(5),
                   .busy_ms = number(6)});
  }
}

}  // namespace

SpendingStore::SpendingStore(std::filesystem::path file, Log& log)
    : database_({.file = std::move(file),
                 .migrations = {std::string(kTable)},
                 .gather = std::chrono::milliseconds(100)},
                log) {}

std::vector<Spent> SpendingStore::load() {
  std::vector<Spent> all;
  database_.run([&all](Result<Connection*> connection) -> Result<void> {
    if (!connection) return {};
    MODUS_TRY(found, read(**connection));
    all = std::move(found);
    return {};
  });
  database_.flush();
  return all;
}

void SpendingStore::keep(Spent spent) {
  const std::scoped_lock lock(mutex_);
  std::pair key(spent.budget, spent.period);
  waiting_.insert_or_assign(std::move(key), std::move(spent));
  if (is_queued_) return;
  is_queued_ = database_.run([this](Result<Connection*> connection) -> Result<void> {
    return write(connection ? *connection : nullptr);
  });
}

// What cannot be written waits for the next time.
Result<void> SpendingStore::write(Connection* connection) {
  std::map<std::pair<std::string, std::string>, Spent> rows;
  {
    const std::scoped_lock lock(mutex_);
    is_queued_ = false;
    if (connection == nullptr) return {};
    rows.swap(waiting_);
  }
  for (const auto& [key, spent] : rows) {
    MODUS_TRY(statement, connection->prepare_once(kReplace));
    statement->bind(1, std::string_view(spent.budget));
    statement->bind(2, std::string_view(spent.period));
    statement->bind(3, spent.window);
    statement->bind(4, spent.calls);
    statement->bind(5, spent.tokens);
    statement->bind(6, spent.nanodollars);
    statement->bind(7, spent.busy_ms);
    MODUS_CHECK(statement->step());
  }
  return {};
}

}  // namespace modus::store
