// SPDX-License-Identifier: Apache-2.0
// Executes one planned request (specification, section 6).
#pragma once

#include <functional>
#include <memory>
#include <memory_resource>
#include <span>
#include <vector>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/execution/plan.h"
#include "runtime/json/writer.h"
#include "runtime/types/value.h"

namespace modus::graphql {

/// A request under way. Lives, shared with the resolver's callbacks, until all fields have
/// answered. Used by one thread.
class Execution : public std::enable_shared_from_this<Execution> {
 public:
  using Done = std::move_only_function<void(Response)>;

  Execution(std::shared_ptr<const Plan> plan, Request request, Resolver& resolver, Done done);

  /// Calls `done` now or later, exactly once.
  void start(const EngineOptions& options);

 private:
  struct Slot {
    FieldCall call;
    FieldOutcome outcome;
    std::vector<Diagnostic> errors;  // our own, located in the document

    bool is_null() const { return outcome.json.empty() || outcome.json == "null"; }
  };

  std::expected<void, std::vector<Diagnostic>> prepare(const EngineOptions& options);
  void start_all();
  void run_series();
  void start_field(std::size_t index);
  void start_meta_field(std::size_t index, std::span<const Argument> arguments);
  void answered(std::size_t index, FieldOutcome outcome);
  void accept(Slot& slot, FieldOutcome outcome);
  bool breaks_data(std::size_t index) const;
  void finish();
  void write_errors(json::Writer& writer) const;
  void write_data(json::Writer& writer);
  void write_extensions(json::Writer& writer) const;

  std::shared_ptr<const Plan> plan_;
  Request request_;
  types::Arena& arena_;  // the request's
  Resolver& resolver_;
  Done done_;
  types::Value variables_;
  std::shared_ptr<const RootSelection> selection_;
  std::pmr::vector<Slot> slots_{&arena_};
  std::size_t max_bytes_ = 0;
  std::size_t bytes_ = 0;       // of all answers so far
  std::size_t pending_ = 0;     // fields of a query that have not answered, and one for the start
  std::size_t next_ = 0;        // the field a mutation starts next
  bool in_series_ = false;      // run_series is on the stack
  bool field_running_ = false;  // a mutation's field has not answered
};

}  // namespace modus::graphql
