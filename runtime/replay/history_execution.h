// SPDX-License-Identifier: Apache-2.0
// Executions out of the history, as they were before the history kept model calls only once.
#pragma once

#include <optional>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/store/inference.h"
#include "runtime/store/sqlite.h"

namespace modus::replay {

/// The execution with all of its host calls, or, when the history does not hold all its model calls
/// any more, with the reason in `dropped`. Nothing when it does not hold the execution.
Result<std::optional<store::Execution>> find_execution(store::Connection& history,
                                                       std::string_view id);

/// Likewise that in which the model call was made; if its function was called by another one, as
/// that of another module or as a tool, the execution that the client asked for.
Result<std::optional<store::Execution>> find_execution_of(store::Connection& history,
                                                          const store::Inference& inference);

}  // namespace modus::replay
