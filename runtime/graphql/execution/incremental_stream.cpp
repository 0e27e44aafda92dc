// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/incremental_stream.h"

#include <algorithm>
#include <utility>

#include "runtime/graphql/execution/incremental_writer.h"

namespace modus::graphql {

std::expected<std::unique_ptr<ResponseStream>, Response> IncrementalStream::create(
    BoundOperation operation, Resolver& resolver, IncrementalForm form) {
  auto plan = IncrementalPlan::compile(operation);
  if (!plan) return std::unexpected(refuse(plan.error()));
  return std::make_unique<IncrementalStream>(std::make_shared<IncrementalExecution>(
      std::move(operation), resolver, *std::move(plan), form));
}

// Who is told something may drop the stream: the execution outlives that.
void IncrementalExecution::next(Done done) {
  const auto self = shared_from_this();
  done_ = std::move(done);
  if (stage_ == Stage::kNew) {
    stage_ = Stage::kFirst;
    start();
  }
  advance();
}

void IncrementalExecution::answered_all() {
  all_answered_ = true;
  advance();
}

void IncrementalExecution::advance() {
  if (!done_) return;
  if (stage_ == Stage::kFirst) {
    if (!is_first_there()) return;
    stage_ = Stage::kLater;
    return say(write_first());
  }
  write_parts();
  if (deliveries_.has_payload()) return say(write_later());
  if (!deliveries_.has_open()) say(std::nullopt);
}

void IncrementalExecution::say(std::optional<std::string> response) {
  std::exchange(done_, nullptr)(std::move(response));
}

bool IncrementalExecution::is_first_there() {
  return all_answered_ || std::ranges::all_of(plan_.root().fields, [&](const DeliveryField& field) {
           return !field.usages.empty() || answers().find(field.key).is_there;
         });
}

std::string IncrementalExecution::write_first() {
  IncrementalWriter part(answers(), deliveries_, operation().arena());
  part.write_root(plan_.root());
  bool is_broken = false;
  for (const DeliveryField& field : plan_.root().fields) {
    if (!field.usages.empty()) continue;
    is_broken = is_broken || answers().find(field.key).breaks_data;
    fresh_.push_back(field.key);
  }
  if (!is_broken) deliveries_.start(part.found());
  json::Writer writer;
  writer.begin_object();
  if (const std::string errors = part.take_errors(); !errors.empty()) {
    writer.key("errors");
    writer.raw(errors);
  }
  writer.key("data");
  writer.raw(is_broken ? "null" : part.take_text());
  if (deliveries_.has_open()) {
    deliveries_.write(writer);
    writer.key("hasNext");
    writer.boolean(true);
  }
  answers().write_extensions(writer, std::exchange(fresh_, {}));
  writer.end_object();
  return writer.take();
}

void IncrementalExecution::write_parts() {
  std::vector<DeferredGroup*> groups = std::exchange(blocked_, {});
  std::vector<Delivery*> lists;
  do {
    std::ranges::copy(deliveries_.take_groups(), std::back_inserter(groups));
    std::ranges::copy(deliveries_.take_lists(), std::back_inserter(lists));
    for (DeferredGroup* group : std::exchange(groups, {})) write_group(*group);
    for (Delivery* list : std::exchange(lists, {})) {
      IncrementalWriter part(answers(), deliveries_, operation().arena());
      part.write_list(*list);
      deliveries_.complete_list(*list, part.take_text(), part.take_errors(), part.found());
    }
    groups = deliveries_.take_groups();
    lists = deliveries_.take_lists();
  } while (!groups.empty() || !lists.empty());
}

void IncrementalExecution::write_group(DeferredGroup& group) {
  bool is_broken = false;
  if (group.object.is_absent()) {
    for (const DeliveryField* field : group.fields) {
      const Answer answer = answers().find(field->key);
      if (!answer.is_there) return blocked_.push_back(&group);
      is_broken = is_broken || answer.breaks_data;
    }
    for (const DeliveryField* field : group.fields) fresh_.push_back(field->key);
  }
  IncrementalWriter part(answers(), deliveries_, operation().arena());
  part.write_group(group);
  group.data = part.take_text();
  group.errors = part.take_errors();
  if (is_broken) {
    deliveries_.fail(group);
  } else {
    deliveries_.complete(group, part.found());
  }
}

std::string IncrementalExecution::write_later() {
  json::Writer writer;
  writer.begin_object();
  deliveries_.write(writer);
  writer.key("hasNext");
  writer.boolean(deliveries_.has_open());
  answers().write_extensions(writer, std::exchange(fresh_, {}));
  writer.end_object();
  return writer.take();
}

}  // namespace modus::graphql
