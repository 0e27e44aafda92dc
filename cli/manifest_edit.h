// SPDX-License-Identifier: Apache-2.0
// Changes to a modus.json that leave everything else in it as its author wrote it.
#pragma once

#include <string>
#include <string_view>

#include "runtime/base/result.h"

namespace modus::cli {

/// The text with one more module in it. `entry` is its value, as JSON. The text must be a manifest.
std::string with_module(std::string_view manifest, std::string_view name, std::string_view entry);

}  // namespace modus::cli
