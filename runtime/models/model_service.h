// SPDX-License-Identifier: Apache-2.0
// Models by their names in the manifest: over HTTP connections, or served by this machine.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "runtime/app/environment.h"
#include "runtime/app/manifest.h"
#include "runtime/models/endpoint.h"
#include "runtime/models/http_provider.h"
#include "runtime/models/local/local_models.h"
#include "runtime/models/local/local_provider.h"
#include "runtime/models/operation.h"
#include "runtime/models/resilience/chain.h"
#include "runtime/models/resilience/model_stack.h"
#include "runtime/models/resilience/surroundings.h"

namespace modus::models {

struct ModelServiceOptions {
  Stage stage = Stage::kProduction;
  std::filesystem::path app_folder;  // what relative paths of local models start from
  local::LocalModelsOptions local;
  HttpLimits http_limits;
  local::LocalLimits local_limits;
  std::filesystem::path data_directory = {};  // of cached answers; empty: they stay in memory
  resilience::Surroundings surroundings = {};
};

/// Under which terms a call is made.
struct CallTerms {
  Deadline deadline = Deadline::never();  // it ends then, with an error
  /// The caller cancels it soon after: no wait begins that would be longer, and the call ends then
  /// unless it is a stream that has begun.
  Deadline patience = Deadline::never();
  /// Of the client's request that it is made for; null: budgets for each request do not count.
  std::shared_ptr<budget::RequestAccount> account = {};
  observe::TraceContext trace = {};  // which providers are told
};

/// Thread-safe, shared by all loops. The destructor stops the local models; calls must have ended
/// or been cancelled by then. The log and the clients' loops must outlive it.
class ModelService {
 public:
  ModelService(ModelServiceOptions options, Log& log);

  /// To be called with each manifest before it is used: checks that its budgets can be kept, and
  /// has them go on with what was spent before. May wait for the disk. Fails with kInvalidArgument
  /// when a budget counts dollars and a model's price is not known.
  Result<void> prepare(const app::Manifest& manifest);

  /// Sends the input, JSON as the guest wrote it, to the model (contract section 3, invokeModel),
  /// under the model's policy (docs/models/resilience.md) and budgets (docs/models/budgets.md).
  /// `done` comes on the client's loop, never from within invoke(). Manifest and environment are
  /// read before invoke() returns. Errors name the model, what is wrong and what to do; they never
  /// hold a secret.
  ModelOperation invoke(connect::HttpClient& client, const app::Manifest& manifest,
                        const app::Environment& environment, std::string_view model,
                        std::string input, CallTerms terms, Done done);

  /// The same with the answer as it comes: `on_delta` is told its pieces, then `done` gets the
  /// whole. An answer that comes in one piece is one piece of text. Once a piece was told nobody
  /// else is asked. `on_delta` may pause, resume and destroy the operation.
  ModelOperation stream(connect::HttpClient& client, const app::Manifest& manifest,
                        const app::Environment& environment, std::string_view model,
                        std::string input, CallTerms terms, OnDelta on_delta, Done done);

  /// How requests to the model and its answers are written, whoever gives them. Fails as invoke()
  /// does, and with kInvalidArgument when nobody knows.
  Result<std::shared_ptr<const Format>> format_of(const app::Manifest& manifest,
                                                  const app::Environment& environment,
                                                  std::string_view model) const;

 private:
  Result<ModelEndpoint> endpoint_of(const app::Manifest& manifest,
                                    const app::Environment& environment,
                                    const app::Model& model) const;
  resilience::Candidate candidate(const app::Manifest& manifest,
                                  const app::Environment& environment, const app::Model& model);

  const Stage stage_;
  Log& log_;
  HttpProvider http_;
  local::LocalModels local_models_;
  local::LocalProvider local_;
  resilience::ModelStacks stacks_;
};

}  // namespace modus::models
