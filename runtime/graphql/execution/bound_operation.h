// SPDX-License-Identifier: Apache-2.0
// A planned operation together with its variables: all that execution works on.
#pragma once

#include <expected>
#include <memory>
#include <vector>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/execution/plan.h"
#include "runtime/types/value.h"

namespace modus::graphql {

/// Movable: what it hands out stays where it is. Used by one thread.
class BoundOperation {
 public:
  /// Holds the request's variables to their limit, coerces them (specification, section 6.1.2) and
  /// works out what is selected.
  static std::expected<BoundOperation, std::vector<Diagnostic>> bind(
      std::shared_ptr<const Plan>&& plan, Request&& request);

  const Plan& plan() const { return *plan_; }
  const RootSelection& selection() const { return *selection_; }
  types::Value variables() const { return variables_; }
  /// The request's: for what lives as long as its execution.
  types::Arena& arena() { return *request_.arena; }

 private:
  BoundOperation(std::shared_ptr<const Plan>&& plan, Request&& request);

  std::shared_ptr<const Plan> plan_;
  Request request_;
  types::Value variables_;
  std::shared_ptr<const RootSelection> own_selection_;  // null: the plan's
  const RootSelection* selection_ = nullptr;
};

}  // namespace modus::graphql
