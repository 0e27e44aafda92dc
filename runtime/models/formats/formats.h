// SPDX-License-Identifier: Apache-2.0
// Which format a model speaks.
#pragma once

#include <memory>
#include <string_view>

#include "runtime/app/manifest.h"
#include "runtime/models/formats/format.h"

namespace modus::models {

/// The format of that name, one of app::kModelFormats, or null when there is none.
std::shared_ptr<const Format> find_format(std::string_view name);

/// The format of the model: the one that its definition names or describes, else the one that is
/// served at such an address, else null: then requests and answers pass as they are.
std::shared_ptr<const Format> format_of(const app::Model& model, std::string_view url);

}  // namespace modus::models
