// SPDX-License-Identifier: Apache-2.0
// What a local model is asked for: the "path" of its entry in modus.json says so.
#pragma once

#include <string_view>

#include "runtime/app/manifest.h"
#include "runtime/base/result.h"

namespace modus::models::local {

enum class Purpose { kChat, kEmbeddings };

/// Chat when the model has no path. Fails with kInvalidArgument, naming the paths there are.
Result<Purpose> purpose_of(const app::Model& model);

/// The path, without a slash in front.
std::string_view path_of(Purpose purpose);

}  // namespace modus::models::local
