// SPDX-License-Identifier: Apache-2.0
// modus_models: answers of models as they come.
#pragma once

#include <memory>
#include <vector>

#include "runtime/host/model_call.h"

namespace modus::host {

/// streamModel(modelName, input) → the stream's number within the call, from 1
/// streamWithTools(modelName, input, tools, maxToolRounds) → the same; its pieces are what the
/// model
///   says in every round, also between calls of the tools, functions of the app
/// nextDelta(stream) → the next piece (model_stream.h); waits for it
/// closeStream(stream): no more of it is wanted
/// The last two do not pass the gate: what they are about has, and leaves one record in the
/// journal, of the whole answer. A call's streams end with it. Log and calls must outlive the
/// functions.
std::vector<std::unique_ptr<HostFunction>> make_model_streaming(Log& log, const ModelCalls& calls);

}  // namespace modus::host
