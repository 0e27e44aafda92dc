// SPDX-License-Identifier: Apache-2.0
// What a local model is asked for: the "path" of its entry in modus.json says so.
#pragma once

#include <optional>
#include <string_view>

namespace modus::models::local {

enum class Purpose { kChat, kEmbeddings };

/// The purpose that the path stands for, with or without a slash in front; no path stands for chat.
std::optional<Purpose> purpose_of(std::string_view path);

/// The path, without a slash in front.
std::string_view path_of(Purpose purpose);

}  // namespace modus::models::local
