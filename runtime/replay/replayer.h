// SPDX-License-Identifier: Apache-2.0
// Answers host calls from what was recorded.
#pragma once

#include <optional>
#include <string>

#include "runtime/app/redaction.h"
#include "runtime/functions/host.h"
#include "runtime/replay/recorded_call.h"

namespace modus::replay {

/// Answers a call from the first recorded one of the same name and arguments that was not used yet,
/// which then is; a secret is answered by what stands for it. When there is none, the call fails,
/// and the answer is why. `recorded` may be null.
std::optional<std::string> answer(functions::HostRequest& request, RecordedCalls* recorded,
                                  const app::Redaction& secrets);

}  // namespace modus::replay
