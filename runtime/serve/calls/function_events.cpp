// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/calls/function_events.h"

#include <utility>

#include "runtime/serve/calls/field_outcome.h"

namespace modus::serve {

FunctionEvents::FunctionEvents(const CallScope& scope, const graphql::FieldCall& field,
                               functions::CallContext context)
    : scope_(scope),
      context_(std::move(context)),
      call_(scope, field, context_, this,
            [this](functions::CallOutcome outcome) { ended(std::move(outcome)); }) {}

void FunctionEvents::next(
    std::move_only_function<void(std::optional<graphql::FieldOutcome>)> done) {
  waiting_ = std::move(done);
  if (state_ == State::kNew) start();
  deliver();
}

// Delivers nothing yet: who gets an event may end the call, which must not be in its start().
void FunctionEvents::start() {
  renew_deadline();
  state_ = State::kStarting;
  call_.start();
  state_ = State::kRunning;
}

void FunctionEvents::ended(functions::CallOutcome outcome) {
  outcome.json.clear();  // the values are the result
  has_ended_ = true;
  if (auto last = to_field_outcome(std::move(outcome)); !last.errors.empty())
    last_ = std::move(last);
  deliver();
}

// May destroy this.
void FunctionEvents::deliver() {
  if (!waiting_ || state_ == State::kStarting) return;
  if (call_.has_value()) {
    renew_deadline();
    auto done = std::exchange(waiting_, nullptr);
    done(to_field_outcome(call_.take()));
  } else if (has_ended_) {
    auto done = std::exchange(waiting_, nullptr);
    done(std::exchange(last_, std::nullopt));
  }
}

// The limit holds for each value anew: a stream may live as long as its client, and a function that
// hangs gives no value.
void FunctionEvents::renew_deadline() {
  const auto limit = scope_.version->limits[app::Limit::kTimeoutMs];
  context_.deadline = Deadline::after(std::chrono::milliseconds(limit));
}

}  // namespace modus::serve
