// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "runtime/graphql/language/repeated.h"
#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

std::string of_operation(std::string_view what, const ast::Operation& operation) {
  return operation.name.empty() ? ""
                                : fmt::format(" {} operation \"{}\"", what, operation.name.text);
}

// Calls `visit(operation, parts)` for each operation with itself and the fragments it reaches.
template <class Visit>
void each_operation(const ValidationContext& context, Visit visit) {
  if (context.index().variable_count() == 0) return;
  PartSet seen(context.index());
  std::vector<const DocumentPart*> parts;
  for (const DocumentPart& part : context.index().parts()) {
    if (part.operation == nullptr) continue;
    seen.clear();
    parts.clear();
    add_reachable(part, seen, parts);
    visit(part, parts);
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

// The declarations of one operation at a time by the numbers of the names.
class Declarations {
 public:
  explicit Declarations(const DocumentIndex& index) : by_name_(index.variable_count()) {}

  /// As in graphql-js the last of several declarations of a name counts.
  void set(const DocumentPart& operation) {
    for (const VariableDeclaration& variable : declared_) by_name_[variable.name] = nullptr;
    declared_ = operation.declarations;
    for (const VariableDeclaration& variable : declared_) by_name_[variable.name] = &variable;
  }
  const VariableDeclaration* find(std::uint32_t name) const { return by_name_[name]; }

 private:
  std::span<const VariableDeclaration> declared_;
  std::vector<const VariableDeclaration*> by_name_;
};

void check_position(ValidationContext& context, const VariableDeclaration& variable,
                    const VariableUse& use) {
  const std::string_view name = variable.node->name.text;
  const TypeRef& type = *variable.type;
  if (!is_allowed(type, variable.node->default_value, use)) {
    context.report(
        fmt::format("Variable \"${}\" of type \"{}\" used in position expecting type \"{}\".", name,
                    type.text, use.type->text),
        {variable.node->at, use.node->at});
  }
  if (use.one_of != nullptr && !type.is_non_null()) {
    context.report(fmt::format("Variable \"${}\" is of type \"{}\" but must be non-nullable to be "
                               "used for OneOf Input Object \"{}\".",
                               name, type.text, use.one_of->name),
                   {variable.node->at, use.node->at});
  }
}

}  // namespace

void check_unique_variable_names(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    if (part.declarations.size() < 2) continue;
    std::vector<ast::Name> names;
    for (const VariableDeclaration& variable : part.declarations) {
      names.push_back(variable.node->name);
    }
    report_repeated(names, [&](const ast::Name& name, std::vector<Offset> places) {
      context.report(fmt::format("There can be only one variable named \"${}\".", name.text),
                     std::move(places));
    });
  }
}

void check_no_undefined_variables(ValidationContext& context) {
  Declarations declarations(context.index());
  each_operation(context, [&](const DocumentPart& operation, const auto& parts) {
    declarations.set(operation);
    for (const DocumentPart* part : parts) {
      for (const VariableUse& use : part->variables) {
        if (declarations.find(use.name) != nullptr || context.is_full()) continue;
        context.report(fmt::format("Variable \"${}\" is not defined{}.", use.node->text,
                                   of_operation("by", *operation.operation)),
                       {use.node->at, operation.operation->at});
      }
    }
  });
}

void check_no_unused_variables(ValidationContext& context) {
  // The operation that used the variable last, by the numbers of the names.
  std::vector<const DocumentPart*> users(context.index().variable_count());
  each_operation(context, [&](const DocumentPart& operation, const auto& parts) {
    for (const DocumentPart* part : parts) {
      for (const VariableUse& use : part->variables) users[use.name] = &operation;
    }
    for (const VariableDeclaration& variable : operation.declarations) {
      if (users[variable.name] == &operation) continue;
      context.report(fmt::format("Variable \"${}\" is never used{}.", variable.node->name.text,
                                 of_operation("in", *operation.operation)),
                     {variable.node->at});
    }
  });
}

void check_variables_in_allowed_position(ValidationContext& context) {
  Declarations declarations(context.index());
  each_operation(context, [&](const DocumentPart& operation, const auto& parts) {
    declarations.set(operation);
    for (const DocumentPart* part : parts) {
      for (const VariableUse& use : part->variables) {
        const VariableDeclaration* variable = declarations.find(use.name);
        if (variable == nullptr || variable->type == nullptr || use.type == nullptr) continue;
        if (!context.is_full()) check_position(context, *variable, use);
      }
    }
  });
}

}  // namespace modus::graphql
