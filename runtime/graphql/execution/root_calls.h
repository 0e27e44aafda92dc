// SPDX-License-Identifier: Apache-2.0
// Has the root fields of a query or mutation answered (specification, sections 6.2.1 and 6.2.2).
#pragma once

#include <memory>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/execution/answers.h"
#include "runtime/graphql/execution/bound_operation.h"

namespace modus::graphql {

/// Calls under way. Lives, shared with the resolver's callbacks, until all fields have answered.
/// Used by one thread.
class RootCalls : public std::enable_shared_from_this<RootCalls> {
 public:
  virtual ~RootCalls() = default;

  /// Starts the fields of a query together, those of a mutation one after another, ending with one
  /// that makes `data` null.
  void start();

 protected:
  RootCalls(BoundOperation&& operation, Resolver& resolver);

  BoundOperation& operation() { return operation_; }
  Answers& answers() { return answers_; }

 private:
  /// A field has been answered.
  virtual void answered_one() {}
  /// There is nothing left to wait for.
  virtual void answered_all() = 0;

  bool is_mutation() const { return operation_.plan().operation->kind == OperationKind::kMutation; }
  void start_all();
  void run_series();
  void start_field(std::size_t index);
  void answered();

  BoundOperation operation_;
  Resolver& resolver_;
  Answers answers_;
  std::size_t pending_ = 0;     // fields of a query that have not answered, and one for the start
  std::size_t next_ = 0;        // the field a mutation starts next
  bool in_series_ = false;      // run_series is on the stack
  bool field_running_ = false;  // a mutation's field has not answered
};

}  // namespace modus::graphql
