// SPDX-License-Identifier: Apache-2.0
// What every kind of model service looks like to the model service.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/model_policy.h"
#include "runtime/base/deadline.h"
#include "runtime/connect/http_client.h"
#include "runtime/models/operation.h"

namespace modus::models {

/// Where a model is and how to speak to it: a model of the manifest with its connection, the
/// secrets filled in.
struct ModelEndpoint {
  std::string model;         // its name in the manifest
  std::string connection;    // likewise
  std::string source_model;  // what the provider calls it
  std::string url;
  connect::Headers headers;
  std::vector<std::string> secret_variables;  // the variables the secrets came from
  std::vector<std::string> secrets;           // their values, never to be shown
};

struct ModelRequest {
  const ModelEndpoint& endpoint;  // must stay until the call has ended or is cancelled
  std::string body;               // JSON as the guest wrote it
  Deadline deadline = Deadline::never();
  /// When the caller gives up by itself: no wait that is longer is worth beginning.
  Deadline patience = Deadline::never();
  app::ModelTimeouts timeouts = {};
};

/// Thread-safe. `done` comes on the client's loop, never from within invoke().
class Provider {
 public:
  virtual ~Provider() = default;
  virtual ModelOperation invoke(connect::HttpClient& client, ModelRequest request, Done done) = 0;
};

}  // namespace modus::models
