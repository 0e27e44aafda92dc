// SPDX-License-Identifier: Apache-2.0
// The default values of parameters, as a schema document shows them (contract section 5.3).
#pragma once

#include <optional>
#include <string>

#include "runtime/json/json.h"
#include "runtime/types/type.h"

namespace modus::graphql {

/// The value as a GraphQL literal; nothing when it does not fit the type, as the placeholder ""
/// does not that stands in metadata for defaults that are no literals.
std::optional<std::string> default_literal(const json::Value& value, const types::Type& type);

}  // namespace modus::graphql
