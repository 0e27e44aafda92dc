// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/limiting.h"

#include <utility>

namespace modus::models::resilience {
namespace {

Done keeping(Limiter::Slot slot, Done done) {
  return [slot = std::optional(std::move(slot)), done = std::move(done)](Outcome outcome) mutable {
    slot.reset();  // before the guest goes on: it may ask the same model again
    done(std::move(outcome));
  };
}

Outcome held_back(const std::string& model, const app::ModelLimits& limits, Limiter::Limit limit) {
  if (limit == Limiter::Limit::kConcurrent) {
    return {
        fail(ErrorCode::kResourceExhausted,
             "the model \"{0}\" was busy for as long as this call could wait: at most {1} calls "
             "at a time; raise models.{0}.limits.concurrent in modus.json",
             model, limits.concurrent.value_or(0)),
        Ending::kNotAsked};
  }
  return {fail(ErrorCode::kResourceExhausted,
               "the model \"{0}\" may be asked {1} times a minute, and this call cannot wait for "
               "its turn; raise models.{0}.limits.requestsPerMinute in modus.json",
               model, limits.requests_per_minute.value_or(0)),
          Ending::kNotAsked};
}

struct LimitedCall final : ModelOperation::State {
  LimitedCall(ModelRequest r, Done d) : request(std::move(r)), done(std::move(d)) {}
  void pause() override { operation.pause(); }
  void resume() override { operation.resume(); }

  ModelRequest request;
  Done done;
  Limiter::Ticket ticket;
  ModelOperation operation;
};

}  // namespace

ModelOperation Limiting::invoke(connect::HttpClient& client, ModelRequest request, Done done) {
  if (auto slot = limiter_->try_enter()) {
    return inner_.invoke(client, std::move(request), keeping(*std::move(slot), std::move(done)));
  }
  auto call = std::make_shared<LimitedCall>(std::move(request), std::move(done));
  const Deadline end = earlier(call->request.deadline, call->request.patience);
  call->ticket = limiter_->wait(client.loop(), end, [this, &client, call = call.get()](auto slot) {
    Done then = std::exchange(call->done, nullptr);
    if (!slot)
      return then(held_back(call->request.endpoint.model, limiter_->limits(), slot.error()));
    call->operation =
        inner_.invoke(client, std::move(call->request), keeping(*std::move(slot), std::move(then)));
  });
  return ModelOperation(std::move(call));
}

}  // namespace modus::models::resilience
