// SPDX-License-Identifier: Apache-2.0
// Clients in AssemblyScript: imports and classes. The transform describes them in the metadata.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "runtime/types/type.h"

namespace modus::clients {

std::string assemblyscript_client(std::string_view module,
                                  std::span<const types::Signature> functions);

}  // namespace modus::clients
