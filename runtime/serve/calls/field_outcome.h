// SPDX-License-Identifier: Apache-2.0
// How a call's end looks in a GraphQL response (contract section 6.4).
#pragma once

#include "runtime/functions/call.h"
#include "runtime/graphql/engine.h"

namespace modus::serve {

graphql::FieldOutcome to_field_outcome(functions::CallOutcome outcome);

}  // namespace modus::serve
