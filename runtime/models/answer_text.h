// SPDX-License-Identifier: Apache-2.0
// What a model said, out of what its provider sent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runtime/app/manifest.h"
#include "runtime/json/json.h"

namespace modus::models {

/// The text of an answer to a request to that model of the manifest; nothing when it holds none, or
/// nobody knows the format.
std::optional<std::string> answer_text(const app::Manifest& manifest, std::string_view model,
                                       const json::Value& answer);

}  // namespace modus::models
