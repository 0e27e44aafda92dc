// SPDX-License-Identifier: Apache-2.0
// Embeddings of one or many texts, asked for in OpenAI's format or in that of "instances" and
// "predictions" (the SDK's experimental/embeddings). The answer is in the format of the request.
#pragma once

#include "runtime/models/local/local_call.h"
#include "runtime/models/local/model_facts.h"

namespace modus::models::local {

/// Fails with kInvalidArgument when the request holds no texts, or asks for vectors of another
/// length than the model's.
ModelOperation start_embeddings(LocalCall::Setting setting, const ModelFacts& facts,
                                ModelRequest request, Done done);

}  // namespace modus::models::local
