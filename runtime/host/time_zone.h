// SPDX-License-Identifier: Apache-2.0
// modus_system: what time it is where the caller is.
#pragma once

#include <memory>

#include "runtime/host/gate.h"

namespace modus::host {

/// getTimeInZone(zone | null) → RFC 3339 with nanoseconds; null when there is no such zone. Without
/// a zone it is the request's.
std::unique_ptr<HostFunction> make_get_time_in_zone();

/// getTimeZoneData(zone | null, "tzif") → the zone's file (RFC 8536); null when there is none.
std::unique_ptr<HostFunction> make_get_time_zone_data();

}  // namespace modus::host
