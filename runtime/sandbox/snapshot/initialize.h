// SPDX-License-Identifier: Apache-2.0
// Runs an instrumented module's start section and `_initialize`, in an engine of its own.
#pragma once

#include "runtime/base/result.h"
#include "runtime/sandbox/snapshot/layout.h"
#include "runtime/sandbox/snapshot/rewrite.h"
#include "runtime/sandbox/snapshot/snapshot.h"

namespace modus::sandbox::snapshot {

/// The state in which the initialisation leaves the module. Fails with the reason when the module
/// is invalid, does what must not be frozen, traps, or goes over a limit.
Result<State> initialize(const Layout& layout, const Instrumented& module,
                         const SnapshotLimits& limits);

/// Whether instances can be made of the module, as far as its bytes tell.
bool is_valid(Bytes wasm);

}  // namespace modus::sandbox::snapshot
