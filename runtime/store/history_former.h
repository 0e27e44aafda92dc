// SPDX-License-Identifier: Apache-2.0
// The tables of earlier versions, which held a row for each record.
#pragma once

#include "runtime/base/result.h"
#include "runtime/store/sqlite.h"

namespace modus::store {

/// Puts what the tables `inferences` and `executions` hold into the table of batches, with the
/// numbers that inferences have.
Result<void> copy_former_rows(Connection& connection);

}  // namespace modus::store
