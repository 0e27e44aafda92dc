// SPDX-License-Identifier: Apache-2.0
// The import by which a guest takes the block that waits for it (docs/function-abi.md).
#pragma once

#include <string_view>

#include "runtime/sandbox/internals.h"

namespace modus::sandbox {

inline constexpr std::string_view kTakeModule = "modus_abi";
inline constexpr std::string_view kTakeName = "take";

/// It copies the block of Instance::hand_over() to the address it is given, and traps when none
/// waits or it does not fit there.
ErrorPtr define_take(wasmtime_linker_t* linker);

}  // namespace modus::sandbox
