// SPDX-License-Identifier: Apache-2.0
// Calls of one module's functions by another: each in a sandbox of its own, under the caller's
// context. That the caller may make them was checked when the app was loaded.
#pragma once

#include <memory>

#include "runtime/host/gate.h"

namespace modus::host {

/// For all requests that have a module_import.
std::unique_ptr<HostFunction> make_module_call();

}  // namespace modus::host
