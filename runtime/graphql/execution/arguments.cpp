// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/arguments.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/graphql/language/printer.h"
#include "runtime/graphql/schema/literals.h"

namespace modus::graphql {
namespace {

using types::Value;

bool has_variable(const ast::Value& literal) {
  return literal.kind == ast::ValueKind::kVariable ||
         std::ranges::any_of(literal.items, has_variable) ||
         std::ranges::any_of(literal.fields, [](const auto& f) { return has_variable(f.value); });
}

Diagnostic misfit(const Document& document, const PlannedArgument& planned, Value variables) {
  const ast::Value& literal = *planned.literal;
  const InputValue& input = *planned.input;
  std::string message =
      fmt::format("Argument \"{}\" has invalid value {}.", input.name, print(literal));
  if (literal.kind == ast::ValueKind::kVariable) {
    message = variables.find(literal.text).is_null()
                  ? fmt::format("Argument \"{}\" of non-null type \"{}\" must not be null.",
                                input.name, input.type->text)
                  : fmt::format(
                        "Argument \"{}\" of required type \"{}\" was provided the variable "
                        "\"${}\" which was not provided a runtime value.",
                        input.name, input.type->text, literal.text);
  }
  return {std::move(message), {document.locate(literal.at)}};
}

}  // namespace

std::vector<PlannedArgument> plan_arguments(const Field& field, const ast::Selection& node,
                                            types::Arena& arena) {
  std::vector<PlannedArgument> planned;
  for (const InputValue& input : field.arguments) {
    const auto given = std::ranges::find(node.arguments, input.name,
                                         [](const auto& argument) { return argument.name.text; });
    PlannedArgument& argument = planned.emplace_back(&input, nullptr, Value());
    const ast::Value* constant = input.default_value;
    if (given != node.arguments.end()) {
      const bool is_known = !has_variable(given->value);
      if (is_known) constant = &given->value;
      if (!is_known) argument.literal = &given->value;
    }
    if (constant == nullptr) continue;
    if (const auto value = coerce_literal(*constant, *input.type, {}, arena)) {
      argument.value = *value;
    } else if (constant != input.default_value) {
      argument.literal = constant;  // execution says what is wrong with it
    }
  }
  return planned;
}

std::expected<std::span<const Argument>, Diagnostic> coerce_arguments(
    const Document& document, std::span<const PlannedArgument> planned, Value variables,
    types::Arena& arena) {
  if (planned.empty()) return {};
  const auto arguments = types::make_span<Argument>(arena, planned.size());
  std::size_t count = 0;
  for (const PlannedArgument& argument : planned) {
    Value value = argument.value;
    if (const ast::Value* literal = argument.literal) {
      const bool is_unset =
          literal->kind == ast::ValueKind::kVariable && variables.find(literal->text).is_absent();
      if (!is_unset) {
        const auto coerced = coerce_literal(*literal, *argument.input->type, variables, arena);
        if (!coerced) return std::unexpected(misfit(document, argument, variables));
        value = *coerced;
      } else if (argument.input->is_required()) {
        return std::unexpected(misfit(document, argument, variables));
      }
    }
    if (!value.is_absent()) arguments[count++] = {argument.input->name, value};
  }
  return arguments.first(count);
}

}  // namespace modus::graphql
