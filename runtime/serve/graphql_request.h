// SPDX-License-Identifier: Apache-2.0
// The body of a GraphQL request over HTTP.
#pragma once

#include <string_view>

#include "runtime/base/result.h"
#include "runtime/graphql/engine.h"

namespace modus::serve {

/// Reads {"query", "operationName"?, "variables"?}. The request borrows from `body`, which must
/// live until it is answered. Fails with kInvalidArgument, saying what is
/// wrong and where.
Result<graphql::Request> parse_graphql_request(std::string_view body);

}  // namespace modus::serve
