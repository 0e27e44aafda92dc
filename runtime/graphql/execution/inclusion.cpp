// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/inclusion.h"

#include <algorithm>

namespace modus::graphql {

bool Inclusion::is_included(const ast::Selection& selection) const {
  for (const ast::Directive& directive : selection.directives) {
    if (directive.name.text == "skip" && is_on(directive)) return false;
    if (directive.name.text == "include" && !is_on(directive)) return false;
  }
  return true;
}

bool Inclusion::is_on(const ast::Directive& directive) const {
  const auto argument = std::ranges::find(directive.arguments, std::string_view("if"),
                                          [](const auto& given) { return given.name.text; });
  if (argument == directive.arguments.end()) return true;
  const ast::Value& value = argument->value;
  if (value.kind != ast::ValueKind::kVariable) return value.text == "true";
  const types::Value given = variables_.find(value.text);
  if (given.kind() == types::Value::Kind::kBoolean) return given.as_boolean();
  throw Diagnostic{"Argument \"if\" of non-null type \"Boolean!\" must not be null.",
                   {plan_.document->locate(value.at)}};
}

bool Inclusion::applies(const ast::Name& condition, const NamedType& type) const {
  if (condition.empty()) return true;
  const NamedType* const wanted = plan_.schema->find_type(condition.text);
  return wanted == &type || (wanted->is_abstract() && may_overlap(*wanted, type));
}

}  // namespace modus::graphql
