// SPDX-License-Identifier: Apache-2.0
// A file's format: how many steps it has had.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/store/sqlite.h"

namespace modus::store {

/// `PRAGMA user_version`.
Result<std::int64_t> format_version(Connection& connection);

/// One step: a script, and what no script can do.
struct Migration {
  Migration(std::string_view sql, std::function<Result<void>(Connection&)> rest = {})
      : script(sql), then(std::move(rest)) {}
  Migration(const std::string& sql) : Migration(std::string_view(sql)) {}
  Migration(const char* sql) : Migration(std::string_view(sql)) {}

  std::string script;
  std::function<Result<void>(Connection&)> then;  // within the same transaction
};

/// Does the steps that the file has not had, each in a transaction of its own. Fails with
/// kInvalidArgument when it has had more than there are.
Result<void> migrate(Connection& connection, std::span<const Migration> steps);

}  // namespace modus::store
