// SPDX-License-Identifier: Apache-2.0
// modus_models: what a function may know of models. Asking them is in model_call.h.
#pragma once

#include <memory>

#include "runtime/app/manifest.h"
#include "runtime/host/gate.h"

namespace modus::host {

/// getModelInfo(modelName) → {name, fullName}
std::unique_ptr<HostFunction> make_get_model_info(std::shared_ptr<const app::Manifest> manifest);

}  // namespace modus::host
