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
  each_selection(part, ast::SelectionKind::kInlineFragment,
                 [&](const SelectionUse& use, const NamedType*) {
                   if (!use.node->type_condition.empty()) visit(use.node->type_condition);
                 });
}

}  // namespace

void check_known_type_names(ValidationContext& context) {
  NameTable defined;  // by the document itself, though it should not
  std::vector<std::string_view> options;
  for (const ast::Definition& d : context.document().definitions()) {
    const bool is_type = d.type_system != nullptr && !d.type_system->extension;
    if (is_type && defined.add(d.type_system->name.text).is_new) {
      options.push_back(d.type_system->name.text);
    }
  }
  const auto report = [&](const ast::Name& name) {
    if (options.size() == defined.size()) {
      for (const NamedType* type : context.schema().types()) options.push_back(type->name);
    }
    context.report(fmt::format("Unknown type \"{}\".{}", name.text,
                               did_you_mean("", similar_names(name.text, options))),
                   {name.at});
  };
  for (const DocumentPart& part : context.index().parts()) {
    each_type_name(part, [&](const ast::Name& name) {
      const bool known = context.schema().find_type(name.text) != nullptr ||
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
