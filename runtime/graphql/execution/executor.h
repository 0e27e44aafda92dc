// SPDX-License-Identifier: Apache-2.0
// Executes a query or a mutation (specification, sections 6.2.1 and 6.2.2).
#pragma once

#include <functional>
#include <memory>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/execution/answers.h"
#include "runtime/graphql/execution/bound_operation.h"

namespace modus::graphql {

/// A request under way. Lives, shared with the resolver's callbacks, until all fields have
/// answered. Used by one thread.
class Execution : public std::enable_shared_from_this<Execution> {
 public:
  using Done = std::move_only_function<void(Response)>;

  Execution(BoundOperation operation, Resolver& resolver, Done done);

  /// Calls `done` now or later, exactly once.
  void start();

 private:
  bool is_mutation() const { return operation_.plan().operation->kind == OperationKind::kMutation; }
  void start_all();
  void run_series();
  void start_field(std::size_t index);
  void answered();
  void finish() { done_(answers_.respond()); }

  BoundOperation operation_;
  Resolver& resolver_;
  Done done_;
  Answers answers_;
  std::size_t pending_ = 0;     // fields of a query that have not answered, and one for the start
  std::size_t next_ = 0;        // the field a mutation starts next
  bool in_series_ = false;      // run_series is on the stack
  bool field_running_ = false;  // a mutation's field has not answered
};

}  // namespace modus::graphql
