// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/answers.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include <fmt/format.h>

#include "runtime/graphql/execution/arguments.h"
#include "runtime/graphql/execution/completion.h"
#include "runtime/graphql/execution/query_limits.h"

namespace modus::graphql {

namespace {

std::size_t size_of(const FieldOutcome& outcome) {
  std::size_t size = outcome.json.size() + outcome.invocation.size();
  for (const FieldError& error : outcome.errors) size += error.message.size();
  return size;
}

}  // namespace

Answers::Answers(BoundOperation& operation, Resolver& resolver)
    : operation_(operation),
      resolver_(resolver),
      slots_(operation.selection().fields.size(), &operation.arena()) {}

std::expected<const FieldCall*, Diagnostic> Answers::prepare(std::size_t index) {
  const Plan& plan = operation_.plan();
  const RootField& field = this->field(index);
  const auto arguments =
      coerce_arguments(*plan.document, field.arguments, operation_.variables(), operation_.arena());
  if (!arguments) return std::unexpected(arguments.error());
  FieldCall& call = slots_[index].call;
  call = {.type = plan.root->name,
          .field = field.definition->name,
          .key = field.key(),
          .arguments = *arguments,
          .projection = field.projection};
  return &call;
}

void Answers::take_error(std::size_t index, Diagnostic error) {
  slots_[index].faults.push_back({std::move(error)});
  slots_[index].is_there = true;
}

// An answer that does not fit any more is dropped with all that belongs to it.
void Answers::take(std::size_t index, FieldOutcome&& outcome) {
  Slot& slot = slots_[index];
  slot.is_there = true;
  if (!outcome.value.is_absent()) complete(index, outcome);
  const RequestLimit& limit = operation_.plan().options->max_response_bytes;
  if (const std::size_t size = size_of(outcome); size <= limit.most - bytes_) {
    bytes_ += size;
    slot.outcome = std::move(outcome);
  } else {
    slot.faults.push_back({over_limit("The response is larger than", limit, "RESPONSE_TOO_LARGE")});
  }
  if (breaks_data(index) && slot.outcome.errors.empty() && slot.faults.empty()) {
    const Plan& plan = operation_.plan();
    FieldFault& fault = slot.faults.emplace_back();
    fault.error.message = fmt::format("Cannot return null for non-nullable field {}.{}.",
                                      plan.root->name, field(index).definition->name);
    for (const ast::Selection* node : field(index).nodes) {
      fault.error.locations.push_back(plan.document->locate(node->at));
    }
  }
}

void Answers::complete(std::size_t index, FieldOutcome& outcome) {
  Completion completion(operation_, resolver_);
  outcome.json = completion.complete(field(index), slots_[index].call.arguments, outcome.value);
  slots_[index].faults = completion.take_errors();
}

bool Answers::breaks_data(std::size_t index) const {
  return slots_[index].is_null() && field(index).definition->type->is_non_null();
}

Answer Answers::find(std::size_t index) {
  Slot& slot = slots_[index];
  std::vector<FieldFault> faults;
  for (FieldError& error : std::exchange(slot.outcome.errors, {})) {
    faults.push_back({{.message = std::move(error.message)}, std::move(error.path)});
  }
  slot.faults.insert(slot.faults.begin(), faults.begin(), faults.end());
  return {.is_there = slot.is_there,
          .breaks_data = breaks_data(index),
          .json = slot.is_null() ? "null" : std::string_view(slot.outcome.json),
          .invocation = slot.outcome.invocation,
          .faults = slot.faults};
}

Answer Answers::find(std::string_view key) {
  const auto& fields = operation_.selection().fields;
  return find(
      static_cast<std::size_t>(std::ranges::find(fields, key, &RootField::key) - fields.begin()));
}

Response Answers::respond() {
  // A large answer that is all there is becomes the response, rather than to be copied into it.
  constexpr std::size_t kLarge = 64 << 10;
  const bool is_taken_over = slots_.size() == 1 && slots_[0].outcome.json.size() >= kLarge;
  json::Writer writer;
  writer.reserve(response_size() - (is_taken_over ? slots_[0].outcome.json.size() : 0));
  writer.begin_object();
  write_errors(writer);
  writer.key("data");
  write_data(writer);
  write_extensions_of(writer, [](std::size_t) { return true; });
  writer.end_object();
  return {.body = writer.take(), .executed = true};
}

void Answers::forget() {
  for (Slot& slot : slots_) {
    slot.outcome = {};
    slot.faults.clear();
    slot.is_there = false;
  }
  bytes_ = 0;
}

std::size_t Answers::response_size() const {
  constexpr std::size_t kFrame = 64;  // {"data":…,"extensions":{"invocations":…}}
  constexpr std::size_t kFieldFrame = 8;
  std::size_t size = kFrame + bytes_;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    size += 2 * field(i).key().size() + kFieldFrame;
  }
  return size;
}

void Answers::write_errors(json::Writer& writer) const {
  const bool any = std::ranges::any_of(slots_, [](const Slot& slot) {
    return !slot.faults.empty() || !slot.outcome.errors.empty();
  });
  if (!any) return;
  writer.key("errors");
  writer.begin_array();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const std::string_view key = field(i).key();
    for (const FieldError& error : slots_[i].outcome.errors) {
      const bool is_about_field = error.about == FieldError::About::kField;
      write_error(writer, {.message = error.message}, is_about_field ? key : "", error.path);
    }
    for (const FieldFault& fault : slots_[i].faults) {
      write_error(writer, fault.error, key, fault.path);
    }
  }
  writer.end_array();
}

void Answers::write_data(json::Writer& writer) {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (breaks_data(i)) return writer.null();
  }
  writer.begin_object();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    writer.key(field(i).key());
    if (slots_[i].is_null()) {
      writer.null();
    } else if (slots_.size() == 1) {
      writer.take_over(std::move(slots_[i].outcome.json));
    } else {
      writer.raw(slots_[i].outcome.json);
    }
  }
  writer.end_object();
}

void Answers::write_extensions(json::Writer& writer, std::span<const std::string_view> keys) const {
  write_extensions_of(writer, [&](std::size_t index) {
    return std::ranges::find(keys, field(index).key()) != keys.end();
  });
}

template <class IsMeant>
void Answers::write_extensions_of(json::Writer& writer, IsMeant is_meant) const {
  const auto is_there = [&](std::size_t i) {
    return !slots_[i].outcome.invocation.empty() && is_meant(i);
  };
  const auto fields = std::views::iota(std::size_t{0}, slots_.size());
  const bool any = std::ranges::any_of(fields, is_there);
  const std::optional<Extension> extension = resolver_.extension();
  if (!any && !extension) return;
  writer.key("extensions");
  writer.begin_object();
  if (any) {
    writer.key("invocations");
    writer.begin_object();
    for (const std::size_t i : fields | std::views::filter(is_there)) {
      writer.key(field(i).key());
      writer.raw(slots_[i].outcome.invocation);
    }
    writer.end_object();
  }
  if (extension) {
    writer.key(extension->key);
    writer.raw(extension->json);
  }
  writer.end_object();
}

}  // namespace modus::graphql
