// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/bound_operation.h"

#include "runtime/graphql/execution/arguments.h"
#include "runtime/graphql/execution/variables.h"

namespace modus::graphql {

BoundOperation::BoundOperation(std::shared_ptr<const Plan> plan, Request request)
    : plan_(std::move(plan)), request_(std::move(request)), selection_(plan_->selection.get()) {
  if (request_.arena == nullptr) request_.arena = std::make_unique<types::BlockArena>();
}

std::expected<BoundOperation, std::vector<Diagnostic>> BoundOperation::bind(
    std::shared_ptr<const Plan> plan, Request request, const EngineOptions& options) {
  BoundOperation bound(std::move(plan), std::move(request));
  auto variables = coerce_variables(*bound.plan_, bound.request_.variables, bound.arena());
  if (!variables) return std::unexpected(std::move(variables).error());
  bound.variables_ = *variables;
  if (bound.selection_ != nullptr) return bound;
  auto selection = compile_selection(*bound.plan_, bound.variables_, options);
  if (!selection) return std::unexpected(std::vector{std::move(selection).error()});
  bound.own_selection_ = std::move(*selection);
  bound.selection_ = bound.own_selection_.get();
  return bound;
}

std::expected<FieldCall, Diagnostic> BoundOperation::call(const RootField& field) {
  const auto arguments = coerce_arguments(*plan_->document, field.arguments, variables_, arena());
  if (!arguments) return std::unexpected(arguments.error());
  return FieldCall{.type = plan_->root->name,
                   .field = field.definition->name,
                   .key = field.key(),
                   .arguments = *arguments,
                   .projection = field.projection};
}

}  // namespace modus::graphql
