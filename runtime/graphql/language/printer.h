// SPDX-License-Identifier: Apache-2.0
// Values and types as GraphQL text, the way graphql-js prints them.
#pragma once

#include <string>
#include <string_view>

#include "runtime/graphql/language/ast.h"

namespace modus::graphql {

std::string print(const ast::Value& value);
std::string print(const ast::Type& type);

/// Appends text as a string literal in quotes.
void append_string_literal(std::string& to, std::string_view text);

}  // namespace modus::graphql
