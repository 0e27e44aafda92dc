// SPDX-License-Identifier: Apache-2.0
// What a model said, out of what its provider sent.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/app/manifest.h"
#include "runtime/json/json.h"
#include "runtime/models/formats/format.h"

namespace modus::models {

/// The format of the model's answers, or null when nobody knows it.
std::shared_ptr<const Format> answer_format(const app::Manifest& manifest, const app::Model& model);

/// The text of an answer to a request to that model of the manifest; nothing when it holds none, or
/// nobody knows the format.
std::optional<std::string> answer_text(const app::Manifest& manifest, std::string_view model,
                                       const json::Value& answer);

}  // namespace modus::models
