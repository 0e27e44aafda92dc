// SPDX-License-Identifier: Apache-2.0
// Compiles for soon rather than for speed: in less than half the time, into code that runs slower
// and is twice as large.
#pragma once

#include "runtime/sandbox/wasmtime.h"

namespace modus::sandbox {

/// What it compiles may be loaded by the engines of an Engine, too.
EnginePtr make_quick_engine();

}  // namespace modus::sandbox
