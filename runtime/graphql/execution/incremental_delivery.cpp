// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/incremental_delivery.h"

#include <algorithm>
#include <utility>

namespace modus::graphql {
namespace {

void write_place(json::Writer& writer, std::string_view key, std::span<const PathSegment> path,
                 const std::optional<std::string_view>& label) {
  writer.key(key);
  write_path(writer, path);
  if (!label) return;
  writer.key("label");
  writer.string(*label);
}

void write_id(json::Writer& writer, const Delivery& delivery) {
  writer.key("id");
  writer.string(std::to_string(delivery.id));
}

void write_errors(json::Writer& writer, std::string_view errors) {
  if (errors.empty()) return;
  writer.key("errors");
  writer.raw(errors);
}

void write_list(json::Writer& writer, std::string_view key, std::vector<std::string>& entries) {
  if (entries.empty()) return;
  writer.key(key);
  writer.begin_array();
  for (const std::string& entry : entries) writer.raw(entry);
  writer.end_array();
  entries.clear();
}

}  // namespace

void Deliveries::start(const Found& found) {
  std::vector<Delivery*> roots;
  add(found, {}, roots);
  announce(std::move(roots));
}

void Deliveries::add(const Found& found, std::span<Delivery* const> around,
                     std::vector<Delivery*>& roots) {
  ++round_;
  for (DeferredGroup* group : found.groups) {
    for (Delivery* delivery : group->deliveries) {
      link(*delivery, around, roots);
      delivery->groups.push_back(group);
      ++delivery->missing;
    }
    if (group->is_awaited()) ready_groups_.push_back(group);
  }
  for (Delivery* list : found.lists) link(*list, around, roots);
}

// What is found inside of deferred fragments is announced when they are complete.
void Deliveries::link(Delivery& delivery, std::span<Delivery* const> around,
                      std::vector<Delivery*>& roots) {
  if (delivery.state == Delivery::State::kOpen || delivery.last_linked == round_) return;
  delivery.last_linked = round_;
  if (delivery.outer == nullptr && around.empty()) return roots.push_back(&delivery);
  const bool is_new = !std::exchange(delivery.is_inner, true);
  if (delivery.outer != nullptr) {
    if (is_new) delivery.outer->inner.push_back(&delivery);
    link(*delivery.outer, around, roots);
  } else if (is_new) {
    for (Delivery* outer : around) outer->inner.push_back(&delivery);
  }
}

// A fragment that brings nothing which is not there yet gives way to those inside it.
void Deliveries::announce(std::vector<Delivery*> roots) {
  for (std::size_t i = 0; i < roots.size(); ++i) {
    Delivery& delivery = *roots[i];
    if (delivery.state != Delivery::State::kUnknown) continue;
    if (delivery.list == nullptr && delivery.missing == 0) {
      roots.insert(roots.end(), delivery.inner.begin(), delivery.inner.end());
      continue;
    }
    for (DeferredGroup* group : delivery.groups) {
      const bool is_missing = group->state == DeferredGroup::State::kMissing;
      if (is_missing && !group->is_awaited()) ready_groups_.push_back(group);
    }
    if (delivery.list != nullptr) ready_lists_.push_back(&delivery);
    delivery.state = Delivery::State::kOpen;
    delivery.id = next_id_++;
    ++open_;
    if (form_ == IncrementalForm::k2022) continue;
    json::Writer writer;
    writer.begin_object();
    write_id(writer, delivery);
    write_place(writer, "path", delivery.path, delivery.label);
    writer.end_object();
    pending_.push_back(writer.take());
  }
}

void Deliveries::complete(DeferredGroup& group, const Found& found) {
  group.state = DeferredGroup::State::kThere;
  for (Delivery* delivery : group.deliveries) --delivery->missing;
  std::vector<Delivery*> roots;
  add(found, group.deliveries, roots);
  for (Delivery* delivery : group.deliveries) {
    if (delivery->state != Delivery::State::kOpen || delivery->missing > 0) continue;
    close(*delivery);
    announce(delivery->inner);
    for (DeferredGroup* part : delivery->groups) {
      const auto before = std::exchange(part->state, DeferredGroup::State::kDelivered);
      if (before == DeferredGroup::State::kThere) deliver(*part, *delivery);
    }
    note_completed(*delivery, {});
  }
}

void Deliveries::fail(DeferredGroup& group) {
  for (Delivery* delivery : group.deliveries) {
    if (delivery->state != Delivery::State::kOpen) continue;
    close(*delivery);
    note_completed(*delivery, group.errors);
  }
}

void Deliveries::complete_list(Delivery& list, std::string_view items, std::string_view errors,
                               const Found& found) {
  json::Writer writer;
  writer.begin_object();
  if (form_ == IncrementalForm::k2022) {
    Path path = list.path;
    path.emplace_back(list.first_item);
    write_place(writer, "path", path, list.label);
  } else {
    write_id(writer, list);
  }
  writer.key("items");
  writer.raw(items);
  write_errors(writer, errors);
  writer.end_object();
  incremental_.push_back(writer.take());
  close(list);
  note_completed(list, {});
  start(found);
}

void Deliveries::close(Delivery& delivery) {
  delivery.state = Delivery::State::kDone;
  --open_;
}

// Named by the innermost of its fragments that the client knows, from which its place is told.
void Deliveries::deliver(const DeferredGroup& group, const Delivery& with) {
  const Delivery* best = &with;
  for (const Delivery* other : group.deliveries) {
    const bool is_known = other->state == Delivery::State::kOpen;
    if (is_known && other->path.size() > best->path.size()) best = other;
  }
  json::Writer writer;
  writer.begin_object();
  writer.key("data");
  writer.raw(group.data);
  write_errors(writer, group.errors);
  if (form_ == IncrementalForm::k2022) {
    write_place(writer, "path", group.path, with.label);
  } else {
    write_id(writer, *best);
    const auto below = std::span(group.path).subspan(best->path.size());
    if (!below.empty()) write_place(writer, "subPath", below, {});
  }
  writer.end_object();
  incremental_.push_back(writer.take());
}

void Deliveries::note_completed(const Delivery& delivery, std::string_view errors) {
  json::Writer writer;
  writer.begin_object();
  if (form_ == IncrementalForm::k2022) {
    if (errors.empty()) return;
    writer.key("data");
    writer.null();
    write_place(writer, "path", delivery.path, delivery.label);
  } else {
    write_id(writer, delivery);
  }
  write_errors(writer, errors);
  writer.end_object();
  (form_ == IncrementalForm::k2022 ? incremental_ : completed_).push_back(writer.take());
}

void Deliveries::write(json::Writer& writer) {
  write_list(writer, "pending", pending_);
  write_list(writer, "incremental", incremental_);
  write_list(writer, "completed", completed_);
}

}  // namespace modus::graphql
