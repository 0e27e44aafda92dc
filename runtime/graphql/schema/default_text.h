// SPDX-License-Identifier: Apache-2.0
// Default values as introspection shows them.
#pragma once

#include <string>

#include "runtime/graphql/schema/schema.h"

namespace modus::graphql {

/// The default of an argument or input field, which must have one, as a GraphQL literal: in the
/// form that its type gives it rather than as it was written, like graphql-js.
std::string default_text(const InputValue& input);

}  // namespace modus::graphql
