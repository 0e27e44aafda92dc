// SPDX-License-Identifier: Apache-2.0
// Executes a query or mutation whose response comes in parts.
#pragma once

#include <memory>
#include <vector>

#include "runtime/graphql/execution/incremental_delivery.h"
#include "runtime/graphql/execution/incremental_plan.h"
#include "runtime/graphql/execution/root_calls.h"

namespace modus::graphql {

/// All root fields are called at once. What is deferred at the root comes when its calls have
/// answered, what is deferred below as soon as it is asked for.
class IncrementalExecution final : public RootCalls {
 public:
  using Done = std::move_only_function<void(std::optional<std::string>)>;

  IncrementalExecution(BoundOperation&& operation, Resolver& resolver, IncrementalPlan plan,
                       IncrementalForm form)
      : RootCalls(std::move(operation), resolver), plan_(std::move(plan)), deliveries_(form) {}

  void next(Done done);
  /// Nobody waits any more. Answers that still come are dropped.
  void abandon() { done_ = nullptr; }

 private:
  enum class Stage { kNew, kFirst, kLater };

  void answered_one() override { advance(); }
  void answered_all() override;
  void advance();
  void say(std::optional<std::string> response);
  bool is_first_there();
  std::string write_first();
  void write_parts();
  void write_group(DeferredGroup& group);
  std::string write_later();

  const IncrementalPlan plan_;
  Deliveries deliveries_;
  Done done_;
  Stage stage_ = Stage::kNew;
  bool all_answered_ = false;
  std::vector<DeferredGroup*> blocked_;  // of the root, waiting for calls
  std::vector<std::string_view> fresh_;  // root fields since the last response
};

class IncrementalStream final : public ResponseStream {
 public:
  /// Fails on arguments of @defer and @stream that do not fit, with a request error.
  static std::expected<std::unique_ptr<ResponseStream>, Response> create(BoundOperation operation,
                                                                         Resolver& resolver,
                                                                         IncrementalForm form);

  explicit IncrementalStream(std::shared_ptr<IncrementalExecution> execution)
      : execution_(std::move(execution)) {}
  ~IncrementalStream() override { execution_->abandon(); }

  void next(std::move_only_function<void(std::optional<std::string>)> done) override {
    execution_->next(std::move(done));
  }

 private:
  std::shared_ptr<IncrementalExecution> execution_;
};

}  // namespace modus::graphql
