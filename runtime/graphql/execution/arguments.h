// SPDX-License-Identifier: Apache-2.0
// The arguments of root fields (specification, section 6.4.1): what is constant is coerced with
// the plan, the rest with each request's variables.
#pragma once

#include <expected>
#include <span>
#include <vector>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/execution/plan.h"

namespace modus::graphql {

/// The arguments of a valid field, in the order of its definition. Values live in the arena or are
/// borrowed from the documents.
std::vector<PlannedArgument> plan_arguments(const Field& field, const ast::Selection& node,
                                            types::Arena& arena);

/// Those of them that are given. `variables` is what coerce_variables made.
std::expected<std::span<const Argument>, Diagnostic> coerce_arguments(
    const Document& document, std::span<const PlannedArgument> planned, types::Value variables,
    types::Arena& arena);

}  // namespace modus::graphql
