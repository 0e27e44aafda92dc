// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "runtime/graphql/schema/suggestions.h"
#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

const ast::Name& innermost(const ast::Type& type) {
  return type.kind == ast::TypeKind::kNamed ? type.name : innermost(*type.of);
}

// Every type name a part writes.
template <class Visit>
void each_type_name(const DocumentPart& part, Visit visit) {
  if (part.fragment != nullptr) visit(part.fragment->type_condition);
  if (part.operation != nullptr) {
    for (const auto& variable : part.operation->variables) visit(innermost(variable.type));
  }
  for (const FragmentUse& use : part.inline_fragments) {
    if (!use.node->type_condition.empty()) visit(use.node->type_condition);
  }
}

}  // namespace

void check_known_type_names(ValidationContext& context) {
  std::vector<std::string_view> defined;
  for (const ast::Definition& d : context.document().definitions()) {
    if (d.type_system != nullptr) defined.push_back(d.type_system->name.text);
  }
  std::vector<std::string_view> options = defined;
  for (const NamedType* type : context.schema().types()) options.push_back(type->name);
  for (const DocumentPart& part : context.index().parts()) {
    each_type_name(part, [&](const ast::Name& name) {
      const bool known = context.schema().find_type(name.text) != nullptr ||
                         std::ranges::find(defined, name.text) != defined.end();
      if (known || context.is_full()) return;
      context.report(fmt::format("Unknown type \"{}\".{}", name.text,
                                 did_you_mean("", similar_names(name.text, options))),
                     {name.at});
    });
  }
}

void check_fragments_on_composite_types(ValidationContext& context) {
  const auto check = [&](const std::string& fragment, const ast::Name& condition) {
    const NamedType* type = context.schema().find_type(condition.text);
    if (type == nullptr || type->is_composite()) return;
    context.report(
        fmt::format("{} cannot condition on non composite type \"{}\".", fragment, condition.text),
        {condition.at});
  };
  for (const DocumentPart& part : context.index().parts()) {
    if (part.fragment != nullptr) {
      check(fmt::format("Fragment \"{}\"", part.fragment->name.text),
            part.fragment->type_condition);
    }
    for (const FragmentUse& use : part.inline_fragments) {
      check("Fragment", use.node->type_condition);
    }
  }
}

void check_variables_are_input_types(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    for (std::size_t i = 0; i < part.variable_types.size(); ++i) {
      const TypeRef* type = part.variable_types[i];
      if (type == nullptr || type->named->is_input()) continue;
      const ast::VariableDefinition& variable = part.operation->variables[i];
      context.report(fmt::format("Variable \"${}\" cannot be non-input type \"{}\".",
                                 variable.name.text, type->text),
                     {variable.type.at});
    }
  }
}

}  // namespace modus::graphql
