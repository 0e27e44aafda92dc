// SPDX-License-Identifier: Apache-2.0
// Asks a local model's server for embeddings, in OpenAI's format; what the guest asked for is made
// of the answer.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "runtime/json/json.h"
#include "runtime/models/local/local_call.h"

namespace modus::models::local {

/// Makes the guest's answer of the server's.
using FromEmbeddings = std::move_only_function<Result<std::string>(std::string answer)>;

/// The request's body is as the server takes it. An answer that is an error reaches the guest as it
/// is.
ModelOperation start_embeddings_call(LocalCall::Setting setting, ModelRequest request,
                                     FromEmbeddings from_embeddings, Done done);

/// The guest's input as an object. Fails with kInvalidArgument when it is none.
Result<json::Object> read_input(std::string_view body);

/// The vectors of the server's answer, arrays of numbers in the order of the request. Fails with
/// kUnavailable when the answer is none.
Result<json::Array> read_vectors(std::string_view answer);

}  // namespace modus::models::local
