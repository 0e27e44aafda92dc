// SPDX-License-Identifier: Apache-2.0
// From a model's name to the address to call (contract sections 7.2 to 7.5).
#pragma once

#include <string_view>

#include "runtime/app/environment.h"
#include "runtime/app/manifest.h"
#include "runtime/base/result.h"
#include "runtime/models/provider.h"

namespace modus::models {

/// Where the process runs: some addresses and rules differ (contract sections 3 and 7.4).
enum class Stage { kDevelopment, kProduction };

/// Whether the model is served by this machine: its connection is "local", and the manifest does
/// not use that name for a connection of its own.
bool is_local(const app::Manifest& manifest, const app::Model& model);

/// Fails with kNotFound when the model or its connection is not in the manifest, kInvalidArgument
/// when the definition does not lead to an address or a secret is missing; the message names it.
Result<const app::Model*> find_model(const app::Manifest& manifest, std::string_view name);
Result<ModelEndpoint> resolve_endpoint(const app::Manifest& manifest,
                                       const app::Environment& environment, const app::Model& model,
                                       Stage stage);

}  // namespace modus::models
