// SPDX-License-Identifier: Apache-2.0
// Which GraphQL root field a function becomes (contract section 5.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runtime/base/result.h"

namespace modus::graphql {

/// Whether the text is /[_A-Za-z][_0-9A-Za-z]*/.
bool is_graphql_name(std::string_view text);

/// The field's name: the function's without a leading "get" or "list", its first letter in lower
/// case; nothing when the function is hidden. Where that would leave no GraphQL name ("get",
/// "list2"), the prefix stays. Fails with kInvalidArgument on a function that can have no field.
Result<std::optional<std::string>> field_name(std::string_view function);

std::string with_upper_first(std::string_view name);

/// The name behind a prefix: "score" behind "ranking" is "rankingScore". Nothing before it leaves
/// it as it is.
std::string prefixed(std::string_view prefix, std::string_view name);

/// "Mutation" for names that speak of a change ("addPerson", "stop"), else "Query".
std::string_view root_type(std::string_view function);

}  // namespace modus::graphql
