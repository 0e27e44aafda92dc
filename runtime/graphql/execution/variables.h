// SPDX-License-Identifier: Apache-2.0
// Coerces what a request gives for its variables (specification, section 6.1.2).
#pragma once

#include <expected>
#include <vector>

#include "runtime/graphql/execution/plan.h"

namespace modus::graphql {

/// An object with the operation's variables; those neither given nor defaulted are not in it.
/// `given` is the request's object, or absent. Whatever need not change is the given value itself,
/// up to the whole of it; what changes lives in the arena.
std::expected<types::Value, std::vector<Diagnostic>> coerce_variables(const Plan& plan,
                                                                      types::Value given,
                                                                      types::Arena& arena);

}  // namespace modus::graphql
