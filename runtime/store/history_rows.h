// SPDX-License-Identifier: Apache-2.0
// Inferences and executions in and out of the tables of history_schema.h.
#pragma once

#include "runtime/base/result.h"
#include "runtime/store/inference.h"
#include "runtime/store/sqlite.h"

namespace modus::store {

/// Bytes that count towards the history's bound.
Result<std::size_t> insert(Connection& connection, Inference& inference);
/// The same; nothing is kept of an execution without inferences in the file.
Result<std::size_t> insert(Connection& connection, const Execution& execution);

/// The row of a statement that selects kInferenceColumns, or kExecutionColumns.
Inference read_inference(const Statement& row);
Execution read_execution(const Statement& row);

}  // namespace modus::store
