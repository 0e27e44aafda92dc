// SPDX-License-Identifier: Apache-2.0
// One call that goes from model to model until one answers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/models/provider.h"
#include "runtime/models/resilience/model_stack.h"
#include "runtime/observe/log.h"

namespace modus::models::resilience {

/// A model that may be asked.
struct Candidate {
  std::string name;
  Result<ModelEndpoint> endpoint;           // or why it has none
  std::shared_ptr<const ModelStack> stack;  // null without an endpoint
};

/// What is asked, and how long the caller waits (as in ModelRequest).
struct Question {
  std::string asked;  // the model's name as the guest has it
  std::string body;
  Deadline deadline = Deadline::never();
  Deadline patience = Deadline::never();
  std::shared_ptr<budget::RequestAccount> account = {};
  observe::TraceContext trace = {};
  OnDelta on_delta = nullptr;  // told the pieces of the answer, when set
};

/// Asks the candidates in order; there must be one. An outcome that another model would not better
/// ends the call; when none is left, the error tells what each of them said. The log must outlive
/// the call.
ModelOperation ask_in_turn(connect::HttpClient& client, std::vector<Candidate> candidates,
                           Question question, Log& log, Done done);

}  // namespace modus::models::resilience
