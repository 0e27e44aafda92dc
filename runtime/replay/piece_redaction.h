// SPDX-License-Identifier: Apache-2.0
// Keeps secrets out of recorded streams: one may be cut between two pieces, neither of which holds
// it.
#pragma once

#include "runtime/app/redaction.h"
#include "runtime/replay/recorded_call.h"

namespace modus::replay {

/// Of a stream whose pieces hold a secret together, the first gets the text of all, redacted; the
/// others are left without.
void redact_pieces(RecordedCalls& calls, const app::Redaction& secrets);

}  // namespace modus::replay
