// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/breaking.h"

#include "runtime/connect/http_failure.h"

namespace modus::models::resilience {
namespace {

using connect::duration_text;

Error open_error(const std::string& model, const app::ModelBreaker& policy,
                 std::chrono::milliseconds left) {
  return Error(
      ErrorCode::kUnavailable,
      fmt::format("the model \"{0}\" failed {1} times or more within {2} and is not asked for now "
                  "(its circuit breaker; {3}); models.{0}.breaker in modus.json sets this",
                  model, policy.failures, duration_text(policy.window),
                  left.count() > 0 ? fmt::format("next try in {}", duration_text(left))
                                   : "one call is trying it out"));
}

}  // namespace

ModelOperation Breaking::invoke(connect::HttpClient& client, ModelRequest request, Done done) {
  auto permit = breaker_->admit(surroundings_.now());
  if (!permit) {
    auto error = open_error(request.endpoint.model, breaker_->policy(), permit.error());
    return end_later(client.loop(), {std::unexpected(std::move(error)), Ending::kNotAsked},
                     std::move(done));
  }
  return inner_.invoke(client, std::move(request),
                       [permit = *std::move(permit), &surroundings = surroundings_,
                        done = std::move(done)](Outcome outcome) mutable {
                         permit.settle(outcome.ending, surroundings.now());
                         done(std::move(outcome));
                       });
}

}  // namespace modus::models::resilience
