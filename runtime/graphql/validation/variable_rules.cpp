// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <fmt/format.h>

#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

std::string of_operation(std::string_view what, const ast::Operation& operation) {
  return operation.name.empty() ? ""
                                : fmt::format(" {} operation \"{}\"", what, operation.name.text);
}

// Every use of a variable in an operation and the fragments it reaches.
template <class Visit>
void each_variable_use(const ValidationContext& context, const DocumentPart& operation,
                       Visit visit) {
  for (const DocumentPart* part : context.index().reachable(operation)) {
    for (const VariableUse& use : part->variables) visit(use);
  }
}

bool is_subtype(const TypeRef& type, const TypeRef& super) {
  if (super.is_non_null()) return type.is_non_null() && is_subtype(*type.of, *super.of);
  if (type.is_non_null()) return is_subtype(*type.of, super);
  if (super.is_list()) return type.is_list() && is_subtype(*type.of, *super.of);
  return !type.is_list() && type.named == super.named;
}

bool is_allowed(const TypeRef& type, const ast::Value* default_value, const VariableUse& use) {
  if (!use.type->is_non_null() || type.is_non_null()) return is_subtype(type, *use.type);
  const bool has_default = default_value != nullptr && default_value->kind != ast::ValueKind::kNull;
  return (has_default || use.has_default) && is_subtype(type, *use.type->of);
}

struct Declared {
  const ast::VariableDefinition* node;
  const TypeRef* type;
};

// As in graphql-js the last of several definitions of a name counts.
std::unordered_map<std::string_view, Declared> declared_variables(const DocumentPart& part) {
  std::unordered_map<std::string_view, Declared> variables;
  for (std::size_t i = 0; i < part.variable_types.size(); ++i) {
    const ast::VariableDefinition& variable = part.operation->variables[i];
    variables[variable.name.text] = {&variable, part.variable_types[i]};
  }
  return variables;
}

}  // namespace

void check_unique_variable_names(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    if (part.operation == nullptr) continue;
    std::unordered_map<std::string_view, std::vector<Offset>> places;
    for (const auto& variable : part.operation->variables) {
      places[variable.name.text].push_back(variable.name.at);
    }
    for (const auto& variable : part.operation->variables) {
      const auto& all = places[variable.name.text];
      if (all.size() > 1 && all.front() == variable.name.at) {
        context.report(
            fmt::format("There can be only one variable named \"${}\".", variable.name.text), all);
      }
    }
  }
}

void check_no_undefined_variables(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    if (part.operation == nullptr) continue;
    std::set<std::string_view> defined;
    for (const auto& variable : part.operation->variables) defined.insert(variable.name.text);
    each_variable_use(context, part, [&](const VariableUse& use) {
      if (defined.contains(use.node->text) || context.is_full()) return;
      context.report(fmt::format("Variable \"${}\" is not defined{}.", use.node->text,
                                 of_operation("by", *part.operation)),
                     {use.node->at, part.operation->at});
    });
  }
}

void check_no_unused_variables(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    if (part.operation == nullptr) continue;
    std::set<std::string_view> used;
    each_variable_use(context, part, [&](const VariableUse& use) { used.insert(use.node->text); });
    for (const auto& variable : part.operation->variables) {
      if (used.contains(variable.name.text)) continue;
      context.report(fmt::format("Variable \"${}\" is never used{}.", variable.name.text,
                                 of_operation("in", *part.operation)),
                     {variable.at});
    }
  }
}

void check_variables_in_allowed_position(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    if (part.operation == nullptr) continue;
    const auto declared = declared_variables(part);
    each_variable_use(context, part, [&](const VariableUse& use) {
      const auto found = declared.find(use.node->text);
      if (found == declared.end() || found->second.type == nullptr || use.type == nullptr) return;
      const auto& [variable, type] = found->second;
      if (!is_allowed(*type, variable->default_value, use)) {
        context.report(
            fmt::format("Variable \"${}\" of type \"{}\" used in position expecting type \"{}\".",
                        use.node->text, type->text, use.type->text),
            {variable->at, use.node->at});
      }
      if (use.one_of != nullptr && !type->is_non_null()) {
        context.report(fmt::format("Variable \"${}\" is of type \"{}\" but must be non-nullable to "
                                   "be used for OneOf Input Object \"{}\".",
                                   use.node->text, type->text, use.one_of->name),
                       {variable->at, use.node->at});
      }
    });
  }
}

}  // namespace modus::graphql
