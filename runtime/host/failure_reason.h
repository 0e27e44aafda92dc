// SPDX-License-Identifier: Apache-2.0
// Why a call within a call failed.
#pragma once

#include <string>

#include "runtime/functions/call.h"

namespace modus::host {

/// What the function said when it threw, if it said something: its error alone tells only that it
/// ended. The outcome must have an error.
std::string failure_reason(const functions::CallOutcome& outcome);

}  // namespace modus::host
