// SPDX-License-Identifier: Apache-2.0
// modus_models: answers that the host sees to.
#pragma once

#include <memory>

#include "runtime/app/manifest.h"
#include "runtime/host/gate.h"
#include "runtime/host/model_call.h"

namespace modus::host {

/// askModel(modelName, input, answerType, tools, maxToolRounds) → text. The model may call the
/// tools, functions of the app, so many times in a row. The answer is the provider's own when the
/// type's name is empty, else a value of that type, of the module's metadata, as JSON. Log and
/// calls must outlive it.
std::unique_ptr<HostFunction> make_ask_model(Log& log, const ModelCalls& calls,
                                             std::shared_ptr<const app::Manifest> manifest);

}  // namespace modus::host
