// SPDX-License-Identifier: Apache-2.0
// Whether a request document may be executed (specification, section 5). Rules, messages and
// places are those of graphql-js.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "runtime/graphql/language/parser.h"
#include "runtime/graphql/schema/schema.h"

namespace modus::graphql {

/// What is wrong with the document; empty when it is valid. Stops after about a hundred errors.
std::vector<Diagnostic> validate(const Schema& schema, const Document& document);

/// As above, of one rule alone, such as "ScalarLeafs" or "ScalarLeafsRule"; an unknown name finds
/// nothing.
std::vector<Diagnostic> validate_rule(const Schema& schema, const Document& document,
                                      std::string_view rule);

}  // namespace modus::graphql
