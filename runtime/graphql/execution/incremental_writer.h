// SPDX-License-Identifier: Apache-2.0
// Writes answers part by part, as @defer and @stream divide them.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/graphql/execution/answers.h"
#include "runtime/graphql/execution/incremental_delivery.h"
#include "runtime/graphql/execution/incremental_plan.h"

namespace modus::graphql {

/// Writes one part: the first of a response, a group of deferred fields, or the rest of a list.
/// What it leaves for later goes to the deliveries. Used once; borrows what it is given.
class IncrementalWriter {
 public:
  IncrementalWriter(Answers& answers, Deliveries& deliveries, types::Arena& arena)
      : answers_(answers), deliveries_(deliveries), arena_(arena) {}

  /// The root fields that are not deferred.
  void write_root(const DeliveryPlan& plan);
  void write_group(const DeferredGroup& group);
  void write_list(const Delivery& list);

  std::string take_text() { return writer_.take(); }
  /// The errors of the part, as a JSON array; empty: there are none.
  std::string take_errors();
  const Found& found() const { return found_; }

 private:
  // What surrounds the part that is written.
  struct Scope {
    const DeferUsages& usages;  // of what is written now rather than later
    const Begun* begun;
  };
  using Steps = std::map<PathSegment, FaultsHere>;

  void root_field(const DeliveryField& field, const Scope& scope);
  void value(const DeliveryField& field, const types::Value& value, const Scope& scope,
             const FaultsHere& faults);
  void streamed(const DeliveryField& field, std::span<const types::Value> items,
                const FaultsHere& faults);
  void below(const DeliveryPlan* plan, const types::Value& value, const Scope& scope,
             const FaultsHere& faults);
  void list(const DeliveryPlan* plan, std::span<const types::Value> items, std::size_t first,
            const Scope& scope, Steps& steps);
  void object(const DeliveryPlan& plan, const types::Value& value, const Scope& scope,
              const FaultsHere& faults);
  void member(const DeliveryField& field, const types::Value& object, const Scope& scope,
              Steps& steps);
  const Begun* begin(const DeliveryPlan& plan, const Begun* outer);
  DeferredGroup& defer(const DeliveryField& field, const types::Value& object, const Begun* begun,
                       std::size_t first);
  Steps note_and_split(const FaultsHere& faults);
  void note(const FaultsHere& faults);
  // Nothing when it cannot be divided, and comes as it is.
  std::optional<types::Value> read(std::string_view json);

  Answers& answers_;
  Deliveries& deliveries_;
  types::Arena& arena_;
  json::Writer writer_;
  json::Writer errors_;
  bool has_errors_ = false;
  Path path_;
  Found found_;
};

}  // namespace modus::graphql
