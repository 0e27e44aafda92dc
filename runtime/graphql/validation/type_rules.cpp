// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "runtime/graphql/schema/scalars.h"
#include "runtime/graphql/schema/suggestions.h"
#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

const ast::Name& innermost(const ast::Type& type) {
  return type.kind == ast::TypeKind::kNamed ? type.name : innermost(*type.of);
}

void each_type_name(const ast::TypeSystemDefinition& d, auto visit) {
  const auto of_inputs = [&](std::span<const ast::InputValueDefinition> inputs) {
    for (const ast::InputValueDefinition& input : inputs) visit(innermost(input.type));
  };
  for (const ast::RootOperation& root : d.roots) visit(root.type);
  std::ranges::for_each(d.interfaces, visit);
  std::ranges::for_each(d.members, visit);
  for (const ast::FieldDefinition& field : d.fields) {
    of_inputs(field.arguments);
    visit(innermost(field.type));
  }
  of_inputs(d.input_fields);
}

// Every type name a part refers to.
void each_type_name(const DocumentPart& part, auto visit) {
  if (part.type_system != nullptr) each_type_name(*part.type_system, visit);
  if (part.fragment != nullptr) visit(part.fragment->type_condition);
  if (part.operation != nullptr) {
    for (const auto& variable : part.operation->variables) visit(innermost(variable.type));
  }
  each_selection(part, ast::SelectionKind::kInlineFragment,
                 [&](const SelectionUse& use, const NamedType*) {
                   if (!use.node->type_condition.empty()) visit(use.node->type_condition);
                 });
}

}  // namespace

void check_known_type_names(ValidationContext& context) {
  NameTable defined;  // by the document itself, though it should not
  for (const ast::Definition& d : context.document().definitions()) {
    if (d.type_system != nullptr && !d.type_system->extension) {
      defined.add(d.type_system->name.text);
    }
  }
  const auto report = [&](const ast::Name& name) {
    std::vector<std::string_view> options(defined.names().begin(), defined.names().end());
    for (const NamedType* type : context.schema().types()) options.push_back(type->name);
    context.report(fmt::format("Unknown type \"{}\".{}", name.text,
                               did_you_mean("", similar_names(name.text, options))),
                   {name.at});
  };
  for (const DocumentPart& part : context.index().parts()) {
    each_type_name(part, [&](const ast::Name& name) {
      const bool built_in =
          part.type_system != nullptr && scalar_kind(name.text) != ScalarKind::kCustom;
      const bool known = built_in || context.schema().find_type(name.text) != nullptr ||
                         defined.find(name.text) != NameTable::kNone;
      if (!known && !context.is_full()) report(name);
    });
  }
}

void check_fragments_on_composite_types(ValidationContext& context) {
  const auto check = [&](const ast::Name& condition, const ast::Fragment* fragment) {
    const NamedType* type = context.schema().find_type(condition.text);
    if (type == nullptr || type->is_composite()) return;
    const std::string subject =
        fragment == nullptr ? "Fragment" : fmt::format("Fragment \"{}\"", fragment->name.text);
    context.report(
        fmt::format("{} cannot condition on non composite type \"{}\".", subject, condition.text),
        {condition.at});
  };
  for (const DocumentPart& part : context.index().parts()) {
    if (part.fragment != nullptr) check(part.fragment->type_condition, part.fragment);
    each_selection(part, ast::SelectionKind::kInlineFragment,
                   [&](const SelectionUse& use, const NamedType*) {
                     check(use.node->type_condition, nullptr);
                   });
  }
}

void check_variables_are_input_types(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    for (const VariableDeclaration& variable : part.declarations) {
      if (variable.type == nullptr || variable.type->named->is_input()) continue;
      context.report(fmt::format("Variable \"${}\" cannot be non-input type \"{}\".",
                                 variable.node->name.text, variable.type->text),
                     {variable.node->type.at});
    }
  }
}

}  // namespace modus::graphql
