// SPDX-License-Identifier: Apache-2.0
// Host functions of the contract whose service this version does not have yet: a module that
// imports them loads and runs, and a call to one says so.
#pragma once

#include <memory>
#include <vector>

#include "runtime/host/gate.h"

namespace modus::host {

std::vector<std::unique_ptr<HostFunction>> make_functions_not_available();

}  // namespace modus::host
