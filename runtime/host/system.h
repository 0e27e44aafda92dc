// SPDX-License-Identifier: Apache-2.0
// modus_system: what a function says.
#pragma once

#include <memory>

#include "runtime/host/gate.h"

namespace modus::host {

/// logMessage(level, message). The log must outlive it.
std::unique_ptr<HostFunction> make_log_message(Log& log);

}  // namespace modus::host
