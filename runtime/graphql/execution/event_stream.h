// SPDX-License-Identifier: Apache-2.0
// Executes a subscription (specification, section 6.2.3).
#pragma once

#include <expected>
#include <memory>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/execution/answers.h"
#include "runtime/graphql/execution/bound_operation.h"

namespace modus::graphql {

/// The response stream of a subscription: one response for each event of its source.
class EventStream final : public ResponseStream {
 public:
  /// Asks the resolver for the source. The refusal is a request error.
  static std::expected<std::unique_ptr<ResponseStream>, Response> create(BoundOperation operation,
                                                                         Resolver& resolver);

  void next(std::move_only_function<void(std::optional<std::string>)> done) override;

 private:
  EventStream(BoundOperation operation, Resolver& resolver);

  BoundOperation operation_;
  Answers answers_;
  std::unique_ptr<EventSource> source_;  // goes first
};

}  // namespace modus::graphql
