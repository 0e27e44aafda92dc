// SPDX-License-Identifier: Apache-2.0
// A chat completion. The server is always asked to stream, because only then does it notice at once
// that a client went away; the guest gets the whole answer all the same.
#pragma once

#include "runtime/models/local/local_call.h"
#include "runtime/models/local/model_facts.h"

namespace modus::models::local {

/// Fails with kInvalidArgument when the request's body is no JSON object, or demands a tool that it
/// does not offer.
ModelOperation start_chat(LocalCall::Setting setting, const ModelFacts& facts, ModelRequest request,
                          Done done);

}  // namespace modus::models::local
