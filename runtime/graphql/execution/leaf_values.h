// SPDX-License-Identifier: Apache-2.0
// Result coercion of scalars and enums (specification, sections 3.5 and 3.9).
#pragma once

#include <expected>
#include <string>

#include "runtime/graphql/schema/schema.h"
#include "runtime/types/value.h"

namespace modus::graphql {

/// The value as a result of a scalar or enum type, or a message such as
/// `Int cannot represent non-integer value: "x"`. Not null, not absent. Laxer than input coercion:
/// "1" and true are results of Int. Text is borrowed from `value` or lives in the arena; custom
/// scalars take any value as it is.
std::expected<types::Value, std::string> coerce_result(const NamedType& type,
                                                       const types::Value& value,
                                                       types::Arena& arena);

}  // namespace modus::graphql
