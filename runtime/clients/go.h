// SPDX-License-Identifier: Apache-2.0
// Clients in Go: a package of plain declarations. Natively its functions answer what a test says;
// the build tool puts calls of the module into their place.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "runtime/types/type.h"

namespace modus::clients {

std::string go_client(std::string_view module, std::span<const types::Signature> functions);

}  // namespace modus::clients
