// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/migration.h"

namespace modus::store {

Result<std::int64_t> format_version(Connection& connection) {
  MODUS_TRY(read, connection.prepare("PRAGMA user_version"));
  MODUS_CHECK(read.step());
  return read.number(0).value_or(0);
}

Result<void> migrate(Connection& connection, std::span<const std::string> scripts) {
  MODUS_TRY(version, format_version(connection));
  const auto count = static_cast<std::int64_t>(scripts.size());
  if (version > count) {
    return fail(ErrorCode::kInvalidArgument,
                "it was written by a newer version of Modus (format {}, known are {})", version,
                count);
  }
  for (; version < count; ++version) {
    const auto applied =
        connection.execute(fmt::format("BEGIN IMMEDIATE; {}; PRAGMA user_version = {}; COMMIT",
                                       scripts[static_cast<std::size_t>(version)], version + 1));
    if (!applied) {
      static_cast<void>(connection.execute("ROLLBACK"));
      return applied;
    }
  }
  return {};
}

}  // namespace modus::store
