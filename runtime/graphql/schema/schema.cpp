// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/schema/schema.h"

#include <algorithm>

namespace modus::graphql {

namespace {

template <class Part>
const Part* find_part(const std::vector<Part>& parts, std::uint32_t number) {
  return number < parts.size() ? &parts[number] : nullptr;
}

}  // namespace

const Field* NamedType::find_field(std::string_view field) const {
  return find_part(fields, names.find(field));
}

const EnumValue* NamedType::find_value(std::string_view value) const {
  return find_part(values, names.find(value));
}

const InputValue* NamedType::find_input_field(std::string_view field) const {
  return find_part(input_fields, names.find(field));
}

bool NamedType::includes(const NamedType& object) const {
  const std::size_t word = object.number / 64;
  return word < possible_bits.size() && (possible_bits[word] >> object.number % 64 & 1) != 0;
}

bool NamedType::implements(const NamedType& interface) const {
  return std::ranges::find(interfaces, &interface) != interfaces.end();
}

const InputValue* find_input(const std::vector<InputValue>& inputs, std::string_view name) {
  const auto found = std::ranges::find(inputs, name, &InputValue::name);
  return found == inputs.end() ? nullptr : &*found;
}

const TypeRef* TypeTable::list_of(const TypeRef& type) {
  return keep({Wrapper::kList, type.named, &type, "[" + type.text + "]"});
}

const TypeRef* TypeTable::non_null(const TypeRef& type) {
  if (type.wrapper == Wrapper::kNone) return &type.named->required;
  return keep({Wrapper::kNonNull, type.named, &type, type.text + "!"});
}

const TypeRef* TypeTable::keep(TypeRef type) {
  return types_.emplace_back(std::make_unique<const TypeRef>(std::move(type))).get();
}

const NamedType* Schema::find_type(std::string_view name) const {
  const std::uint32_t number = type_names_.find(name);
  return number < by_name_.size() ? by_name_[number] : nullptr;
}

const DirectiveDefinition* Schema::find_directive(std::string_view name) const {
  const std::uint32_t number = directive_names_.find(name);
  return number < directives_.size() ? &directives_[number] : nullptr;
}

const TypeRef* Schema::resolve(const ast::Type& type, TypeTable& table) const {
  if (type.kind == ast::TypeKind::kNamed) {
    const NamedType* named = find_type(type.name.text);
    return named == nullptr ? nullptr : &named->plain;
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
  if (!a.is_abstract()) return b.is_abstract() && b.includes(a);
  if (!b.is_abstract()) return a.includes(b);
  const std::size_t words = std::min(a.possible_bits.size(), b.possible_bits.size());
  for (std::size_t i = 0; i < words; ++i) {
    if ((a.possible_bits[i] & b.possible_bits[i]) != 0) return true;
  }
  return false;
}

}  // namespace modus::graphql
