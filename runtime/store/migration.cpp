// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/migration.h"

namespace modus::store {
namespace {

// Unless another process has done it meanwhile.
Result<void> apply(Connection& connection, const Migration& step, std::int64_t version) {
  MODUS_CHECK(connection.execute("BEGIN IMMEDIATE"));
  MODUS_TRY(current, format_version(connection));
  if (current >= version) return connection.execute("COMMIT");
  MODUS_CHECK(connection.execute(step.script));
  if (step.then) MODUS_CHECK(step.then(connection));
  return connection.execute(fmt::format("PRAGMA user_version = {}; COMMIT", version));
}

}  // namespace

Result<std::int64_t> format_version(Connection& connection) {
  MODUS_TRY(read, connection.prepare("PRAGMA user_version"));
  MODUS_CHECK(read.step());
  return read.number(0).value_or(0);
}

Result<void> migrate(Connection& connection, std::span<const Migration> steps) {
  MODUS_TRY(version, format_version(connection));
  const auto count = static_cast<std::int64_t>(steps.size());
  if (version > count) {
    return fail(ErrorCode::kInvalidArgument,
                "it was written by a newer version of Modus (format {}, known are {})", version,
                count);
  }
  for (; version < count; ++version) {
    auto applied = apply(connection, steps[static_cast<std::size_t>(version)], version + 1);
    if (!applied) {
      static_cast<void>(connection.execute("ROLLBACK"));
      return applied;
    }
  }
  return {};
}

}  // namespace modus::store
