// SPDX-License-Identifier: Apache-2.0
// The text of values and types, for messages, comparison and introspection.
#pragma once

#include <string>

#include "runtime/graphql/language/ast.h"

namespace modus::graphql {

std::string print(const ast::Value& value);
std::string print(const ast::Type& type);

/// As `print`, with the fields of objects sorted by name: equal texts mean equal values.
std::string print_sorted(const ast::Value& value);

}  // namespace modus::graphql
