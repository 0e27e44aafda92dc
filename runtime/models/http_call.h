// SPDX-License-Identifier: Apache-2.0
// One call to a model behind an HTTP API.
#pragma once

#include "runtime/models/endpoint.h"
#include "runtime/models/provider.h"
#include "runtime/observe/log.h"

namespace modus::models {

/// Sends `http`, which was made of the request and asks for a stream if the request does. Belongs
/// to the client's loop; the log must outlive it.
ModelOperation start_http_call(connect::HttpClient& client, connect::HttpRequest http,
                               const ModelRequest& request, Stage stage, Log& log, Done done);

}  // namespace modus::models
