// SPDX-License-Identifier: Apache-2.0
// What every kind of model service looks like to the model service.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/app/model_policy.h"
#include "runtime/base/deadline.h"
#include "runtime/connect/aws_signature.h"
#include "runtime/connect/http_client.h"
#include "runtime/models/formats/format.h"
#include "runtime/models/local/purpose.h"
#include "runtime/models/operation.h"
#include "runtime/observe/trace_context.h"

namespace modus::models {

namespace budget {
class RequestAccount;
}

/// Who asks AWS, and for what.
struct AwsIdentity {
  connect::AwsCredentials credentials;
  connect::AwsScope scope;
};

/// Where a model is and how to speak to it: a model of the manifest with its connection, the
/// secrets filled in.
struct ModelEndpoint {
  std::string model;         // its name in the manifest
  std::string connection;    // likewise
  std::string source_model;  // what the provider calls it
  std::string url;           // empty for a local model
  connect::Headers headers;
  std::vector<std::string> secret_variables;       // the variables the secrets came from
  std::vector<std::string> secrets;                // their values, never to be shown
  local::Purpose purpose = local::Purpose::kChat;  // of a local model
  std::shared_ptr<const Format> format = {};       // null when nobody knows it
  std::optional<AwsIdentity> aws = {};             // when requests are signed
  std::vector<std::string> labels;                 // of a local model that classifies
};

struct ModelRequest {
  const ModelEndpoint& endpoint;  // must stay until the call has ended or is cancelled
  std::string body;               // JSON as the guest wrote it
  Deadline deadline = Deadline::never();
  /// When the caller gives up by itself: no wait that is longer is worth beginning, and an answer
  /// that has not come by then (of a stream: that has not begun) ends with an error that says so.
  Deadline patience = Deadline::never();
  app::ModelTimeouts timeouts = {};
  /// Of the request of a client that the call is made for; may be null.
  std::shared_ptr<budget::RequestAccount> account = {};
  observe::TraceContext trace = {};  // what a provider outside of this machine is told of it
  /// When set, the answer is asked for as a stream, and its pieces are told as they come, before
  /// `done` gets the whole, which is what would have come otherwise. It must stay as the endpoint
  /// does, and may pause, resume and destroy the operation.
  OnDelta* on_delta = nullptr;
};

/// Thread-safe. `done` comes on the client's loop, never from within invoke().
class Provider {
 public:
  virtual ~Provider() = default;
  virtual ModelOperation invoke(connect::HttpClient& client, ModelRequest request, Done done) = 0;
};

}  // namespace modus::models
