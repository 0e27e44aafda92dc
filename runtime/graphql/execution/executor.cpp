// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/executor.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/graphql/execution/response.h"
#include "runtime/graphql/execution/variables.h"
#include "runtime/graphql/introspection/introspection.h"

namespace modus::graphql {

Execution::Execution(std::shared_ptr<const Plan> plan, json::Object variables, Resolver& resolver,
                     Done done)
    : plan_(std::move(plan)),
      given_(std::move(variables)),
      resolver_(resolver),
      done_(std::move(done)) {}

void Execution::start(const EngineOptions& options) {
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
  auto variables =
      coerce_variables(*plan_->document, *plan_->operation, plan_->variable_types, given_, arena_);
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
  const auto arguments =
      coerce_arguments(*plan_->document, *field.definition, *field.node, variables_, arena_);
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
  json::Writer writer;
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
  slot.outcome = std::move(outcome);
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

bool Execution::breaks_data(std::size_t index) const {
  return slots_[index].is_null() && selection_->fields[index].definition->type->is_non_null();
}

void Execution::finish() {
  json::Writer writer;
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

void Execution::write_data(json::Writer& writer) const {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (breaks_data(i)) return writer.null();
  }
  writer.begin_object();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    writer.key(selection_->fields[i].node->key());
    writer.raw(slots_[i].is_null() ? std::string_view("null") : slots_[i].outcome.json);
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
