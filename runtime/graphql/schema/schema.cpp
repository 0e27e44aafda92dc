// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/schema/schema.h"

#include <algorithm>

namespace modus::graphql {

const Field* NamedType::find_field(std::string_view field) const {
  const auto found = field_index.find(field);
  return found == field_index.end() ? nullptr : &fields[found->second];
}

const EnumValue* NamedType::find_value(std::string_view value) const {
  const auto found = std::ranges::find(values, value, &EnumValue::name);
  return found == values.end() ? nullptr : &*found;
}

bool NamedType::implements(const NamedType& interface) const {
  return std::ranges::find(interfaces, &interface) != interfaces.end();
}

const InputValue* find_input(const std::vector<InputValue>& inputs, std::string_view name) {
  const auto found = std::ranges::find(inputs, name, &InputValue::name);
  return found == inputs.end() ? nullptr : &*found;
}

const TypeRef* TypeTable::named(const NamedType& type) {
  return &types_.emplace_back(Wrapper::kNone, &type, nullptr, std::string(type.name));
}

const TypeRef* TypeTable::list_of(const TypeRef& type) {
  return &types_.emplace_back(Wrapper::kList, type.named, &type, "[" + type.text + "]");
}

const TypeRef* TypeTable::non_null(const TypeRef& type) {
  return &types_.emplace_back(Wrapper::kNonNull, type.named, &type, type.text + "!");
}

const NamedType* Schema::find_type(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

const DirectiveDefinition* Schema::find_directive(std::string_view name) const {
  const auto found = std::ranges::find(directives_, name, &DirectiveDefinition::name);
  return found == directives_.end() ? nullptr : &*found;
}

const TypeRef* Schema::resolve(const ast::Type& type, TypeTable& table) const {
  if (type.kind == ast::TypeKind::kNamed) {
    const NamedType* named = find_type(type.name.text);
    return named == nullptr ? nullptr : table.named(*named);
  }
  const TypeRef* of = resolve(*type.of, table);
  if (of == nullptr) return nullptr;
  return type.kind == ast::TypeKind::kList ? table.list_of(*of) : table.non_null(*of);
}

const Field* Schema::find_field(const NamedType& parent, std::string_view name) const {
  if (name.starts_with("__")) {
    if (name == typename_field_.name && parent.is_composite()) return &typename_field_;
    if (&parent != root(ast::OperationKind::kQuery)) return nullptr;
    if (name == schema_field_.name) return &schema_field_;
    if (name == type_field_.name) return &type_field_;
    return nullptr;
  }
  return parent.find_field(name);
}

bool may_overlap(const NamedType& a, const NamedType& b) {
  if (&a == &b) return true;
  const auto includes = [](const NamedType& abstract, const NamedType* object) {
    return std::ranges::find(abstract.possible_types, object) != abstract.possible_types.end();
  };
  if (a.is_abstract() && b.is_abstract()) {
    return std::ranges::any_of(a.possible_types,
                               [&](const NamedType* object) { return includes(b, object); });
  }
  return a.is_abstract() ? includes(a, &b) : b.is_abstract() && includes(b, &a);
}

}  // namespace modus::graphql
