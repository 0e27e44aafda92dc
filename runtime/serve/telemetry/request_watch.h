// SPDX-License-Identifier: Apache-2.0
// Measures requests to endpoints: metrics, and a span when somebody traces.
#pragma once

#include <memory>

#include "runtime/observe/metrics/http_metrics.h"
#include "runtime/observe/trace/span.h"
#include "runtime/observe/trace/tracer.h"
#include "runtime/serve/app_version.h"
#include "runtime/serve/http/http_server.h"

namespace modus::serve {

/// What its client says a request belongs to; not valid when it says nothing.
observe::TraceContext trace_of(const HttpRequest& request);

/// Where a request, or what else a client asks, stands in a trace.
struct RequestTrace {
  observe::TraceContext context = {};  // what is done for it stands beneath this
  observe::ParentIs parent = observe::ParentIs::kHere;
  /// Of a request for one operation; null when it is not recorded.
  std::shared_ptr<observe::Span> span = nullptr;
};

/// Measures the request from now until its answer is complete, however long that streams. The
/// tracer may be null; metrics, tracer and loop must outlive the exchange.
RequestTrace watch_request(Loop& loop, const HttpRequest& request, const ServedEndpoint& endpoint,
                           Responder& responder, observe::HttpMetrics& metrics,
                           observe::Tracer* tracer);

}  // namespace modus::serve
