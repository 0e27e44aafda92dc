// SPDX-License-Identifier: Apache-2.0
// Input coercion of scalars (specification, section 3.5). Built-in scalars are strict, custom
// scalars take any value as it is.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "runtime/graphql/language/ast.h"
#include "runtime/graphql/schema/schema.h"
#include "runtime/json/json.h"
#include "runtime/types/value.h"

namespace modus::graphql {

using ScalarResult = std::expected<types::Value, std::string>;

/// A literal (no variable) of a built-in scalar, or a message like
/// `Int cannot represent non-integer value: "x"`. Text is borrowed from the document.
ScalarResult scalar_from_literal(ScalarKind scalar, const ast::Value& literal);

/// A JSON value of a built-in scalar. Text is borrowed from `value` or lives in the arena.
ScalarResult scalar_from_json(ScalarKind scalar, const json::Value& value, types::Arena& arena);

/// The number a literal stands for: exact when it is an integer of at most 64 bits.
types::Value number_from_text(std::string_view text);

/// Any JSON value as it is. Text is borrowed from `value`.
types::Value value_from_json(const json::Value& value, types::Arena& arena);

/// A JSON value for a message, as graphql-js shows it: `{ a: "x", b: [1, 2] }`, cut short when deep
/// or long.
std::string inspect(const json::Value& value);

}  // namespace modus::graphql
