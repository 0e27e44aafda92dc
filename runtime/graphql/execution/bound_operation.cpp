// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/bound_operation.h"

#include "runtime/graphql/execution/query_limits.h"
#include "runtime/graphql/execution/variables.h"

namespace modus::graphql {

namespace {

// The bytes of a value as JSON text, roughly, and little more work than `enough` takes.
std::size_t measure(const types::Value& value, std::size_t enough) {
  constexpr std::size_t kScalar = 8;
  std::size_t size = 2;  // quotes or brackets
  switch (value.kind()) {
    case types::Value::Kind::kString: return size + value.as_string().size();
    case types::Value::Kind::kList:
      for (const types::Value& item : value.as_list()) {
        if (size > enough) break;
        size += measure(item, enough - size) + 1;
      }
      return size;
    case types::Value::Kind::kObject:
      for (const auto& [name, member] : value.as_object()) {
        if (size > enough) break;
        size += name.size() + measure(member, enough - size) + 4;
      }
      return size;
    default: return kScalar;
  }
}

}  // namespace

BoundOperation::BoundOperation(std::shared_ptr<const Plan>&& plan, Request&& request)
    : plan_(std::move(plan)), request_(std::move(request)), selection_(plan_->selection.get()) {
  if (request_.arena == nullptr) request_.arena = std::make_unique<types::BlockArena>();
}

std::expected<BoundOperation, std::vector<Diagnostic>> BoundOperation::bind(
    std::shared_ptr<const Plan>&& plan, Request&& request) {
  BoundOperation bound(std::move(plan), std::move(request));
  const RequestLimit& limit = bound.plan_->options->max_variables_bytes;
  if (measure(bound.request_.variables, limit.most) > limit.most) {
    return std::unexpected(
        std::vector{over_limit("The variables are larger than", limit, "VARIABLES_TOO_LARGE")});
  }
  auto variables = coerce_variables(*bound.plan_, bound.request_.variables, bound.arena());
  if (!variables) return std::unexpected(std::move(variables).error());
  bound.variables_ = *variables;
  if (bound.selection_ != nullptr) return bound;
  auto selection = compile_selection(*bound.plan_, bound.variables_);
  if (!selection) return std::unexpected(std::vector{std::move(selection).error()});
  bound.own_selection_ = std::move(*selection);
  bound.selection_ = bound.own_selection_.get();
  return bound;
}

}  // namespace modus::graphql
