// SPDX-License-Identifier: Apache-2.0
// Compiling for soon rather than for speed: in less than half the time, into code that runs slower
// and takes more room.
#pragma once

#include <cstddef>

#include "runtime/sandbox/wasmtime.h"

namespace modus::sandbox {

/// What such code may need of the stack: it keeps every value there, so that a function which fills
/// a table takes as much as the table does.
inline constexpr std::size_t kQuickCodeStack = 6u << 20;

/// For an engine that compiles so. What it compiles may be loaded by the shards' engines, too.
/// Owned by the caller, until an engine is made of it.
wasm_config_t* make_quick_config();

}  // namespace modus::sandbox
