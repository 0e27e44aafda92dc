// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/root_calls.h"

#include "runtime/graphql/introspection/introspection.h"

namespace modus::graphql {

RootCalls::RootCalls(BoundOperation&& operation, Resolver& resolver)
    : operation_(std::move(operation)), resolver_(resolver), answers_(operation_, resolver) {}

void RootCalls::start() {
  if (is_mutation()) {
    run_series();
  } else {
    start_all();
  }
}

void RootCalls::start_all() {
  pending_ = answers_.size() + 1;
  for (std::size_t i = 0; i < answers_.size(); ++i) start_field(i);
  if (--pending_ == 0) answered_all();
}

// A loop rather than recursion from `answered`, so that answers given at once need no stack.
void RootCalls::run_series() {
  in_series_ = true;
  while (next_ < answers_.size()) {
    field_running_ = true;
    start_field(next_);
    if (field_running_) {
      in_series_ = false;
      return;
    }
    if (answers_.breaks_data(next_++)) break;
  }
  answered_all();
}

void RootCalls::start_field(std::size_t index) {
  const auto prepared = answers_.prepare(index);
  if (!prepared) {
    answers_.take_error(index, prepared.error());
    return answered();
  }
  const FieldCall& call = **prepared;
  const RootField& field = operation_.selection().fields[index];
  if (is_meta_field(field)) {
    answers_.take(index, answer_meta_field(operation_, field, call.arguments));
    return answered();
  }
  resolver_.resolve(call, [self = shared_from_this(), index](FieldOutcome outcome) {
    self->answers_.take(index, std::move(outcome));
    self->answered();
  });
}

void RootCalls::answered() {
  answered_one();
  if (!is_mutation()) {
    if (--pending_ == 0) answered_all();
    return;
  }
  field_running_ = false;
  if (in_series_) return;
  if (answers_.breaks_data(next_++)) {
    answered_all();
  } else {
    run_series();
  }
}

}  // namespace modus::graphql
