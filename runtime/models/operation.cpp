// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/operation.h"

namespace modus::models {
namespace {

struct Ended final : ModelOperation::State {
  Ended(Outcome o, Done d) : outcome(std::move(o)), done(std::move(d)) {}
  Outcome outcome;
  Done done;
};

}  // namespace

ModelOperation end_later(Loop& loop, Outcome outcome, Done done) {
  auto ended = std::make_shared<Ended>(std::move(outcome), std::move(done));
  loop.post([weak = std::weak_ptr(ended)] {
    if (const auto alive = weak.lock()) alive->done(std::move(alive->outcome));
  });
  return ModelOperation(std::move(ended));
}

ModelOperation fail_later(Loop& loop, Error error, Done done) {
  return end_later(loop, std::unexpected(std::move(error)), std::move(done));
}

}  // namespace modus::models
