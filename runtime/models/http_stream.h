// SPDX-License-Identifier: Apache-2.0
// A streamed call to a model behind an HTTP API.
#pragma once

#include "runtime/models/endpoint.h"
#include "runtime/models/provider.h"
#include "runtime/observe/log.h"

namespace modus::models {

/// Sends the request, which asks for a stream already. Belongs to the client's loop; the log must
/// outlive it.
ModelOperation start_stream(connect::HttpClient& client, connect::HttpRequest http,
                            ModelEndpoint endpoint, Stage stage, Log& log, OnDelta on_delta,
                            Done done);

}  // namespace modus::models
