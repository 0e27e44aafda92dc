// SPDX-License-Identifier: Apache-2.0
// Which models may answer a call, and the request as each of them wants it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/app/manifest.h"
#include "runtime/models/resilience/surroundings.h"

namespace modus::models::resilience {

/// The models to ask, one after the other until one answers: the model itself, or the one that the
/// weights of its route choose, then the fallbacks, each once. None is a route; there is one at
/// least. The manifest's chains must have been checked.
std::vector<const app::Model*> models_to_ask(const app::Manifest& manifest, const app::Model& model,
                                             const Surroundings& surroundings);

/// The request with another model in its "model" member, byte for byte the same otherwise. What has
/// no such member, or is no JSON object, stays as it is.
std::string with_model(std::string_view body, std::string_view source_model);

/// The request with the model's name as modus.json spells it, where the function wrote it in lower
/// case, as the SDK's classes for OpenAI's format do: many servers tell the cases apart.
std::string with_spelling(std::string body, std::string_view source_model);

}  // namespace modus::models::resilience
