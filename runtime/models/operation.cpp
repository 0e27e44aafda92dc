// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/operation.h"

namespace modus::models {
namespace {

struct Failure final : ModelOperation::State {
  Failure(Error e, Done d) : error(std::move(e)), done(std::move(d)) {}
  Error error;
  Done done;
};

}  // namespace

ModelOperation fail_later(Loop& loop, Error error, Done done) {
  auto failure = std::make_shared<Failure>(std::move(error), std::move(done));
  loop.post([weak = std::weak_ptr(failure)] {
    if (const auto alive = weak.lock()) alive->done(std::unexpected(alive->error));
  });
  return ModelOperation(std::move(failure));
}

}  // namespace modus::models
