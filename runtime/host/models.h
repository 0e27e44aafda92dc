// SPDX-License-Identifier: Apache-2.0
// modus_models: what a function asks of models.
#pragma once

#include <memory>

#include "runtime/app/environment.h"
#include "runtime/app/manifest.h"
#include "runtime/host/gate.h"
#include "runtime/host/loop_clients.h"
#include "runtime/models/model_service.h"

namespace modus::host {

/// getModelInfo(modelName) → {name, fullName}
std::unique_ptr<HostFunction> make_get_model_info(std::shared_ptr<const app::Manifest> manifest);

/// invokeModel(modelName, input) → the provider's answer. Only models of the manifest are granted.
/// Service and clients must outlive it.
std::unique_ptr<HostFunction> make_invoke_model(
    models::ModelService& service, LoopClients& clients,
    std::shared_ptr<const app::Manifest> manifest,
    std::shared_ptr<const app::Environment> environment);

}  // namespace modus::host
