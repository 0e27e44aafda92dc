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

struct ValidationLimits {
  std::size_t max_errors = 100;  // one more says that there were more
};

/// What is wrong with the document; empty when it is valid.
std::vector<Diagnostic> validate(const Schema& schema, const Document& document,
                                 ValidationLimits limits = {});

/// As above, of one rule alone, such as "ScalarLeafs" or, as graphql-js has it, "ScalarLeafsRule".
/// An unknown name finds nothing.
std::vector<Diagnostic> validate_rule(const Schema& schema, const Document& document,
                                      std::string_view rule, ValidationLimits limits = {});
bool is_rule(std::string_view name);

}  // namespace modus::graphql
