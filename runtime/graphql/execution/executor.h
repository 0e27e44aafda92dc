// SPDX-License-Identifier: Apache-2.0
// Executes a query or a mutation into one response.
#pragma once

#include <functional>

#include "runtime/graphql/execution/root_calls.h"

namespace modus::graphql {

class Execution final : public RootCalls {
 public:
  using Done = std::move_only_function<void(Response)>;

  /// `done` is called exactly once after the start, now or later.
  Execution(BoundOperation&& operation, Resolver& resolver, Done&& done)
      : RootCalls(std::move(operation), resolver), done_(std::move(done)) {}

 private:
  void answered_all() override { done_(answers().respond()); }

  Done done_;
};

}  // namespace modus::graphql
