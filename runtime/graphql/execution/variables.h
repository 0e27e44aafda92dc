// SPDX-License-Identifier: Apache-2.0
// Coerces what a request gives: its variables once, and the arguments of each field (specification,
// sections 6.1.2 and 6.4.1).
#pragma once

#include <expected>
#include <span>
#include <vector>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/language/parser.h"
#include "runtime/graphql/schema/schema.h"
#include "runtime/json/json.h"
#include "runtime/types/value.h"

namespace modus::graphql {

/// An object of the operation's variables; those neither given nor defaulted are not listed.
/// `types` are the operation's variable types in order. Text is borrowed from `given` and the
/// document.
std::expected<types::Value, std::vector<Diagnostic>> coerce_variables(
    const Document& document, const ast::Operation& operation,
    std::span<const TypeRef* const> types, const json::Object& given, types::Arena& arena);

/// The arguments of a field, in the order of its definition.
std::expected<std::span<const Argument>, Diagnostic> coerce_arguments(const Document& document,
                                                                      const Field& field,
                                                                      const ast::Selection& node,
                                                                      types::Value variables,
                                                                      types::Arena& arena);

}  // namespace modus::graphql
