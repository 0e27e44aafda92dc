// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/history_file.h"

#include "runtime/store/history_schema.h"
#include "runtime/store/migration.h"

namespace modus::store {
namespace {

Result<Connection> up_to_date(Connection connection) {
  const auto scripts = history_migrations();
  MODUS_TRY(version, format_version(connection));
  if (version == static_cast<std::int64_t>(scripts.size())) return connection;
  MODUS_TRY(copy, connection.copy());
  MODUS_CHECK(migrate(copy, scripts));
  return copy;
}

}  // namespace

Result<Connection> open_history(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    return fail(ErrorCode::kNotFound,
                "there is no inference history at {}: it begins with the first call of a model",
                file.string());
  }
  MODUS_TRY(connection, Connection::open_for_reading(file));
  auto current = up_to_date(std::move(connection));
  if (current) return current;
  return std::unexpected(
      current.error().within(fmt::format("cannot read the history {}", file.string())));
}

}  // namespace modus::store
