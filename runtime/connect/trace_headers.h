// SPDX-License-Identifier: Apache-2.0
// How other services hear which trace a request belongs to.
#pragma once

#include "runtime/connect/http_client.h"
#include "runtime/observe/trace_context.h"

namespace modus::connect {

/// Adds traceparent and tracestate (https://www.w3.org/TR/trace-context/), unless the context is
/// not valid or the headers say already what they belong to.
void add_trace(Headers& headers, const observe::TraceContext& trace);

}  // namespace modus::connect
