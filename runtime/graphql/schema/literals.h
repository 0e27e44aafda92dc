// SPDX-License-Identifier: Apache-2.0
// Input coercion of literals that validation has accepted (specification, section 3).
#pragma once

#include <optional>

#include "runtime/graphql/language/ast.h"
#include "runtime/graphql/schema/schema.h"
#include "runtime/types/value.h"

namespace modus::graphql {

/// The value of a literal for a type, in which `variables` (an object; absent ones not listed)
/// stand for what they hold. Nothing when it does not fit, such as a null variable inside a list
/// of non-null. Defaults of input objects are filled in. Text is borrowed from the documents.
std::optional<types::Value> coerce_literal(const ast::Value& literal, const TypeRef& type,
                                           types::Value variables, types::Arena& arena);

}  // namespace modus::graphql
