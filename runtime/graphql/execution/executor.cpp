// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/executor.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/graphql/execution/arguments.h"
#include "runtime/graphql/execution/response.h"
#include "runtime/graphql/execution/variables.h"
#include "runtime/graphql/introspection/introspection.h"

namespace modus::graphql {

namespace {

std::size_t size_of(const FieldOutcome& outcome) {
  std::size_t size = outcome.json.size() + outcome.invocation.size();
  for (const FieldError& error : outcome.errors) size += error.message.size();
  return size;
}

}  // namespace

Execution::Execution(std::shared_ptr<const Plan> plan, Request request, Resolver& resolver,
                     Done done)
    : plan_(std::move(plan)),
      request_(std::move(request)),
      arena_(*(request_.arena ? request_.arena
                              : request_.arena = std::make_unique<types::BlockArena>())),
      resolver_(resolver),
      done_(std::move(done)) {}

void Execution::start(const EngineOptions& options) {
  max_bytes_ = options.max_response_bytes;
  if (const auto prepared = prepare(options); !prepared) {
    done_(refuse(prepared.error()));
    return;
  }
  slots_.resize(selection_->fields.size());
  if (plan_->operation->kind == ast::OperationKind::kMutation) {
    run_series();
  } else {
    start_all();
  }
}

std::expected<void, std::vector<Diagnostic>> Execution::prepare(const EngineOptions& options) {
  auto variables = coerce_variables(*plan_, request_.variables, arena_);
  if (!variables) return std::unexpected(std::move(variables).error());
  variables_ = *variables;
  selection_ = plan_->selection;
  if (selection_ != nullptr) return {};
  auto selection = compile_selection(*plan_, variables_, options);
  if (!selection) return std::unexpected(std::vector{std::move(selection).error()});
  selection_ = std::move(*selection);
  return {};
}

void Execution::start_all() {
  pending_ = slots_.size() + 1;
  for (std::size_t i = 0; i < slots_.size(); ++i) start_field(i);
  if (--pending_ == 0) finish();
}

// A loop rather than recursion from `answered`, so that answers given at once need no stack.
void Execution::run_series() {
  in_series_ = true;
  while (next_ < slots_.size()) {
    field_running_ = true;
    start_field(next_);
    if (field_running_) {
      in_series_ = false;
      return;
    }
    if (breaks_data(next_++)) break;
  }
  finish();
}

void Execution::start_field(std::size_t index) {
  const RootField& field = selection_->fields[index];
  Slot& slot = slots_[index];
  const auto arguments = coerce_arguments(*plan_->document, field.arguments, variables_, arena_);
  if (!arguments) {
    slot.errors.push_back(arguments.error());
    answered(index, {});
    return;
  }
  if (field.node->name.text.starts_with("__")) {
    start_meta_field(index, *arguments);
    return;
  }
  slot.call = {.type = plan_->root->name,
               .field = field.definition->name,
               .key = field.node->key(),
               .arguments = *arguments,
               .projection = field.projection};
  resolver_.resolve(slot.call, [self = shared_from_this(), index](FieldOutcome outcome) {
    self->answered(index, std::move(outcome));
  });
}

void Execution::start_meta_field(std::size_t index, std::span<const Argument> arguments) {
  const RootField& field = selection_->fields[index];
  json::Writer writer(max_bytes_);
  Introspection introspection(*plan_, *selection_, variables_, writer);
  if (field.node->name.text == "__typename") {
    writer.string(plan_->root->name);
  } else if (field.node->name.text == "__schema") {
    introspection.write_schema(*field.projection);
  } else {
    introspection.write_type(arguments.front().value.as_string(), *field.projection);
  }
  answered(index, {.json = writer.take(), .errors = {}, .invocation = {}});
}

void Execution::answered(std::size_t index, FieldOutcome outcome) {
  Slot& slot = slots_[index];
  accept(slot, std::move(outcome));
  if (breaks_data(index) && slot.outcome.errors.empty() && slot.errors.empty()) {
    const RootField& field = selection_->fields[index];
    slot.errors.push_back({fmt::format("Cannot return null for non-nullable field {}.{}.",
                                       plan_->root->name, field.definition->name),
                           {plan_->document->locate(field.node->at)}});
  }
  if (plan_->operation->kind != ast::OperationKind::kMutation) {
    if (--pending_ == 0) finish();
    return;
  }
  field_running_ = false;
  if (in_series_) return;
  if (breaks_data(next_++)) {
    finish();
  } else {
    run_series();
  }
}

// An answer that does not fit any more is dropped with all that belongs to it.
void Execution::accept(Slot& slot, FieldOutcome outcome) {
  const std::size_t size = size_of(outcome);
  if (size > max_bytes_ - bytes_) {
    slot.errors.push_back({fmt::format("the response is larger than its limit of {}; raise "
                                       "limits.responseBytes in modus.json or --max-response",
                                       json::describe_size(max_bytes_)),
                           {}});
    return;
  }
  bytes_ += size;
  slot.outcome = std::move(outcome);
}

bool Execution::breaks_data(std::size_t index) const {
  return slots_[index].is_null() && selection_->fields[index].definition->type->is_non_null();
}

void Execution::finish() {
  constexpr std::size_t kFrame = 64;  // {"data":…,"extensions":{"invocations":…}}
  constexpr std::size_t kFieldFrame = 8;
  std::size_t size = kFrame + bytes_;
  for (const RootField& field : selection_->fields) {
    size += 2 * field.node->key().size() + kFieldFrame;
  }
  // A large answer that is all there is becomes the response, rather than to be copied into it.
  constexpr std::size_t kLarge = 64 << 10;
  const bool is_taken_over = slots_.size() == 1 && slots_[0].outcome.json.size() >= kLarge;
  json::Writer writer;
  writer.reserve(is_taken_over ? size - slots_[0].outcome.json.size() : size);
  writer.begin_object();
  write_errors(writer);
  writer.key("data");
  write_data(writer);
  write_extensions(writer);
  writer.end_object();
  done_({.body = writer.take(), .executed = true});
}

void Execution::write_errors(json::Writer& writer) const {
  const bool any = std::ranges::any_of(slots_, [](const Slot& slot) {
    return !slot.errors.empty() || !slot.outcome.errors.empty();
  });
  if (!any) return;
  writer.key("errors");
  writer.begin_array();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const std::string_view key = selection_->fields[i].node->key();
    for (const FieldError& error : slots_[i].outcome.errors) {
      write_error(writer, {error.message, {}}, key, error.path);
    }
    for (const Diagnostic& error : slots_[i].errors) write_error(writer, error, key, {});
  }
  writer.end_array();
}

void Execution::write_data(json::Writer& writer) {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (breaks_data(i)) return writer.null();
  }
  writer.begin_object();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    writer.key(selection_->fields[i].node->key());
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

void Execution::write_extensions(json::Writer& writer) const {
  const bool any = std::ranges::any_of(
      slots_, [](const Slot& slot) { return !slot.outcome.invocation.empty(); });
  if (!any) return;
  writer.key("extensions");
  writer.begin_object();
  writer.key("invocations");
  writer.begin_object();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].outcome.invocation.empty()) continue;
    writer.key(selection_->fields[i].node->key());
    writer.raw(slots_[i].outcome.invocation);
  }
  writer.end_object();
  writer.end_object();
}

}  // namespace modus::graphql
