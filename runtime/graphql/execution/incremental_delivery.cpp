// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/incremental_delivery.h"

#include <algorithm>
#include <utility>

namespace modus::graphql {
namespace {

void add_once(std::vector<Delivery*>& list, Delivery& delivery) {
  if (std::ranges::find(list, &delivery) == list.end()) list.push_back(&delivery);
}

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
  for (DeferredGroup* group : found.groups) {
    for (Delivery* delivery : group->deliveries) {
      link(*delivery, around, roots);
      delivery->waiting.push_back(group);
    }
    if (std::ranges::any_of(group->deliveries, &Delivery::is_open)) ready_groups_.push_back(group);
  }
  for (Delivery* list : found.lists) link(*list, around, roots);
}

// What is found inside of deferred fragments is announced when they are complete.
void Deliveries::link(Delivery& delivery, std::span<Delivery* const> around,
                      std::vector<Delivery*>& roots) {
  if (delivery.is_open) return;
  if (delivery.outer != nullptr) {
    add_once(delivery.outer->inner, delivery);
    link(*delivery.outer, around, roots);
    return;
  }
  if (around.empty()) add_once(roots, delivery);
  for (Delivery* outer : around) add_once(outer->inner, delivery);
}

// A fragment that brings nothing which is not there yet gives way to those inside it.
void Deliveries::announce(std::vector<Delivery*> roots) {
  for (std::size_t i = 0; i < roots.size(); ++i) {
    Delivery& delivery = *roots[i];
    if (delivery.list == nullptr && delivery.waiting.empty()) {
      roots.insert(roots.end(), delivery.inner.begin(), delivery.inner.end());
      continue;
    }
    for (DeferredGroup* group : delivery.waiting) {
      const bool is_ready = std::ranges::any_of(group->deliveries, &Delivery::is_open);
      if (!is_ready) ready_groups_.push_back(group);
    }
    if (delivery.list != nullptr) ready_lists_.push_back(&delivery);
    delivery.is_open = true;
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
  for (Delivery* delivery : group.deliveries) {
    std::erase(delivery->waiting, &group);
    delivery->done.push_back(&group);
  }
  std::vector<Delivery*> roots;
  add(found, group.deliveries, roots);
  for (Delivery* delivery : group.deliveries) {
    if (!delivery->is_open || !delivery->waiting.empty()) continue;
    const std::vector<DeferredGroup*> done = std::exchange(delivery->done, {});
    close(*delivery);
    for (DeferredGroup* part : done) {
      for (Delivery* other : part->deliveries) std::erase(other->done, part);
    }
    announce(delivery->inner);
    for (const DeferredGroup* part : done) deliver(*part, *delivery);
    note_completed(*delivery, {});
  }
}

void Deliveries::fail(DeferredGroup& group) {
  for (Delivery* delivery : group.deliveries) {
    if (!delivery->is_open) continue;
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
  delivery.is_open = false;
  --open_;
}

// Named by the innermost of its fragments that the client knows, from which its place is told.
void Deliveries::deliver(const DeferredGroup& group, const Delivery& with) {
  const Delivery* best = &with;
  for (const Delivery* other : group.deliveries) {
    if (other->is_open && other->path.size() > best->path.size()) best = other;
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
