// SPDX-License-Identifier: Apache-2.0
// Input coercion of scalars (specification, section 3.5). Built-in scalars are strict, custom
// scalars take any value as it is.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "runtime/graphql/language/ast.h"
#include "runtime/graphql/schema/schema.h"
#include "runtime/types/value.h"

namespace modus::graphql {

/// Which built-in scalar has that name; kCustom if none.
ScalarKind scalar_kind(std::string_view name);

using ScalarResult = std::expected<types::Value, std::string>;

/// A literal (no variable) of a built-in scalar, or a message like
/// `Int cannot represent non-integer value: "x"`. Text is borrowed from the document.
ScalarResult scalar_from_literal(ScalarKind scalar, const ast::Value& literal);

/// A client's value of a built-in scalar: the very same unless it must change, as an ID given as a
/// number must. Text is borrowed from `value` or lives in the arena.
ScalarResult scalar_from_value(ScalarKind scalar, const types::Value& value, types::Arena& arena);

/// The number a literal stands for: exact when it is an integer of at most 64 bits.
types::Value number_from_text(std::string_view text);

/// A client's value for a message, as graphql-js shows it: `{ a: "x", b: [1, 2] }`, cut short when
/// deep or long, and at some 4 KB in any case.
std::string inspect(const types::Value& value);

}  // namespace modus::graphql
