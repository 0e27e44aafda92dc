// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/incremental_writer.h"

#include <algorithm>
#include <utility>

#include "runtime/types/value_json.h"
#include "runtime/types/value_parser.h"

namespace modus::graphql {
namespace {

using types::Value;

const DeferUsages kNotDeferred;

Delivery* find_delivery(const Begun* begun, const DeferUsage* usage) {
  while (begun != nullptr && begun->usage != usage) begun = begun->outer;
  return begun == nullptr ? nullptr : begun->delivery;
}

FaultsHere take_step(std::map<PathSegment, FaultsHere>& steps, const PathSegment& step) {
  const auto found = steps.find(step);
  return found == steps.end() ? FaultsHere() : std::exchange(found->second, {});
}

}  // namespace

void IncrementalWriter::write_root(const DeliveryPlan& plan) {
  const Scope scope{kNotDeferred, begin(plan, nullptr)};
  writer_.begin_object();
  for (const DeliveryField& field : plan.fields) {
    if (field.usages.empty()) {
      root_field(field, scope);
    } else {
      defer(field, {}, scope.begun, 0).fields.push_back(&field);
    }
  }
  writer_.end_object();
}

void IncrementalWriter::write_group(const DeferredGroup& group) {
  path_ = group.path;
  const Scope scope{*group.usages, group.begun};
  writer_.begin_object();
  if (group.object.is_absent()) {
    for (const DeliveryField* field : group.fields) root_field(*field, scope);
  } else {
    Steps steps = note_and_split(group.faults);
    for (const DeliveryField* field : group.fields) member(*field, group.object, scope, steps);
  }
  writer_.end_object();
}

void IncrementalWriter::write_list(const Delivery& rest) {
  path_ = rest.path;
  Steps steps = note_and_split(rest.faults);
  list(rest.list->below, rest.items, rest.first_item, {kNotDeferred, nullptr}, steps);
}

std::string IncrementalWriter::take_errors() {
  if (!has_errors_) return {};
  errors_.end_array();
  return errors_.take();
}

void IncrementalWriter::root_field(const DeliveryField& field, const Scope& scope) {
  const Answer answer = answers_.find(field.key);
  FaultsHere faults;
  for (const FieldFault& fault : answer.faults) faults.push_back(&fault);
  writer_.key(field.key);
  path_.emplace_back(std::string(field.key));
  const auto parsed = field.is_whole() ? std::nullopt : read(answer.json);
  if (parsed) {
    value(field, *parsed, scope, faults);
  } else {
    note(faults);
    writer_.raw(answer.json);
  }
  path_.pop_back();
}

void IncrementalWriter::value(const DeliveryField& field, const Value& value, const Scope& scope,
                              const FaultsHere& faults) {
  if (!field.stream || value.kind() != Value::Kind::kList) {
    return below(field.below, value, scope, faults);
  }
  const std::span<const Value> items = value.as_list();
  const std::size_t now = std::min(field.stream->initial_count, items.size());
  Steps steps = note_and_split(faults);
  list(field.below, items.first(now), 0, {kNotDeferred, nullptr}, steps);
  if (now == items.size()) return;
  Delivery rest{.label = field.stream->label,
                .path = path_,
                .list = &field,
                .items = items.subspan(now),
                .first_item = now};
  for (auto& [step, later] : steps) {
    rest.faults.insert(rest.faults.end(), later.begin(), later.end());
  }
  found_.lists.push_back(&deliveries_.add_delivery(std::move(rest)));
}

void IncrementalWriter::below(const DeliveryPlan* plan, const Value& value, const Scope& scope,
                              const FaultsHere& faults) {
  if (plan != nullptr && value.kind() == Value::Kind::kList) {
    Steps steps = note_and_split(faults);
    return list(plan, value.as_list(), 0, scope, steps);
  }
  if (plan != nullptr && value.kind() == Value::Kind::kObject) {
    return object(*plan, value, scope, faults);
  }
  note(faults);
  types::write_json(writer_, value);
}

void IncrementalWriter::list(const DeliveryPlan* plan, std::span<const Value> items,
                             std::size_t first, const Scope& scope, Steps& steps) {
  writer_.begin_array();
  for (const Value& item : items) {
    path_.emplace_back(first++);
    below(plan, item, scope, take_step(steps, path_.back()));
    path_.pop_back();
  }
  writer_.end_array();
}

void IncrementalWriter::object(const DeliveryPlan& plan, const Value& value, const Scope& scope,
                               const FaultsHere& faults) {
  Steps steps = note_and_split(faults);
  const Scope inner{scope.usages, begin(plan, scope.begun)};
  const std::size_t groups_before = found_.groups.size();
  writer_.begin_object();
  for (const DeliveryField& field : plan.fields) {
    if (field.usages == scope.usages) {
      member(field, value, inner, steps);
      continue;
    }
    DeferredGroup& group = defer(field, value, inner.begun, groups_before);
    group.fields.push_back(&field);
    std::ranges::copy(take_step(steps, std::string(field.key)), std::back_inserter(group.faults));
  }
  writer_.end_object();
}

void IncrementalWriter::member(const DeliveryField& field, const Value& object, const Scope& scope,
                               Steps& steps) {
  writer_.key(field.key);
  path_.emplace_back(std::string(field.key));
  value(field, object.find(field.key), scope, take_step(steps, path_.back()));
  path_.pop_back();
}

const Begun* IncrementalWriter::begin(const DeliveryPlan& plan, const Begun* outer) {
  const Begun* begun = outer;
  for (const DeferUsage* usage : plan.begins) {
    Delivery& delivery = deliveries_.add_delivery(
        {.label = usage->label, .path = path_, .outer = find_delivery(begun, usage->outer)});
    begun = &deliveries_.add_begun({begun, usage, &delivery});
  }
  return begun;
}

// The group of the field among those of its object, which begin at `first`.
DeferredGroup& IncrementalWriter::defer(const DeliveryField& field, const Value& object,
                                        const Begun* begun, std::size_t first) {
  for (DeferredGroup* group : std::span(found_.groups).subspan(first)) {
    if (group->path == path_ && *group->usages == field.usages) return *group;
  }
  DeferredGroup& group = deliveries_.add_group(
      {.usages = &field.usages, .path = path_, .object = object, .begun = begun});
  for (const DeferUsage* usage : field.usages) {
    group.deliveries.push_back(find_delivery(begun, usage));
  }
  found_.groups.push_back(&group);
  return group;
}

// Notes the faults of this very place, and sorts the others by their next step.
IncrementalWriter::Steps IncrementalWriter::note_and_split(const FaultsHere& faults) {
  Steps steps;
  FaultsHere here;
  const std::size_t depth = path_.size() - 1;  // of a fault's path, which has no root field
  for (const FieldFault* fault : faults) {
    FaultsHere& place = fault->path.size() > depth ? steps[fault->path[depth]] : here;
    place.push_back(fault);
  }
  note(here);
  return steps;
}

void IncrementalWriter::note(const FaultsHere& faults) {
  for (const FieldFault* fault : faults) {
    if (!has_errors_) errors_.begin_array();
    has_errors_ = true;
    write_error(errors_, fault->error, std::get<std::string>(path_.front()), fault->path);
  }
}

std::optional<Value> IncrementalWriter::read(std::string_view json) {
  const auto value = types::parse_value(json, arena_);
  return value ? std::optional(*value) : std::nullopt;
}

}  // namespace modus::graphql
