// SPDX-License-Identifier: Apache-2.0
// What every schema has without saying so: built-in scalars, directives and introspection types.
#pragma once

#include <string_view>

namespace modus::graphql {

/// A schema document. The introspection room answers its types' fields in the order given here.
extern const std::string_view kPrelude;

}  // namespace modus::graphql
