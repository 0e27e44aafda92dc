// SPDX-License-Identifier: Apache-2.0
// A file's format: how many of its scripts it has had.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "runtime/base/result.h"
#include "runtime/store/sqlite.h"

namespace modus::store {

/// `PRAGMA user_version`.
Result<std::int64_t> format_version(Connection& connection);

/// Runs the scripts that the file has not had, each in a transaction of its own. Fails with
/// kInvalidArgument when it has had more than there are.
Result<void> migrate(Connection& connection, std::span<const std::string> scripts);

}  // namespace modus::store
