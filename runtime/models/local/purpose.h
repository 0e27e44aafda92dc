// SPDX-License-Identifier: Apache-2.0
// What a local model is asked for: the "path" of its entry in modus.json says so.
#pragma once

#include <optional>
#include <string_view>

namespace modus::models::local {

enum class Purpose { kChat, kEmbeddings, kClassification };

/// The purpose that the path stands for, with or without a slash in front: "v1/chat/completions" or
/// none, "v1/embeddings", "v1/classify".
std::optional<Purpose> purpose_of(std::string_view path);

}  // namespace modus::models::local
