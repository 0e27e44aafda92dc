// SPDX-License-Identifier: Apache-2.0
// The history as other processes than the serving one read it.
#pragma once

#include <filesystem>

#include "runtime/base/result.h"
#include "runtime/store/sqlite.h"

namespace modus::store {

/// A connection for the questions of history_query.h, which writes nothing to the file, while a
/// server writes or none runs. The content of a file of an earlier version is brought up to date in
/// memory. Fails with kNotFound when there is no such file, else as Connection does.
Result<Connection> open_history(const std::filesystem::path& file);

}  // namespace modus::store
