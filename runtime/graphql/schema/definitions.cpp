// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/schema/definitions.h"

#include <algorithm>

namespace modus::graphql {
namespace {

// An extension may stand before what it extends.
template <class Part>
const Part* find_part(const Definitions& definitions,
                      std::span<const Part> ast::TypeSystemDefinition::* parts,
                      std::string_view name) {
  const Part* first = nullptr;
  for (const auto* definition : definitions) {
    const std::span<const Part> list = definition->*parts;
    const auto found =
        std::ranges::find(list, name, [](const Part& part) { return part.name.text; });
    if (found != list.end() && (first == nullptr || found->at < first->at)) first = &*found;
  }
  return first;
}

}  // namespace

std::vector<Offset> SchemaDraft::places(const NamedType& type) const {
  std::vector<Offset> found;
  for (const auto* definition : definitions(type)) found.push_back(definition->at);
  return found;
}

const ast::FieldDefinition* SchemaDraft::find_field(const NamedType& type,
                                                    std::string_view name) const {
  return find_part(definitions(type), &ast::TypeSystemDefinition::fields, name);
}

const ast::InputValueDefinition* SchemaDraft::find_input(const NamedType& type,
                                                         std::string_view name) const {
  return find_part(definitions(type), &ast::TypeSystemDefinition::input_fields, name);
}

const ast::EnumValueDefinition* SchemaDraft::find_value(const NamedType& type,
                                                        std::string_view name) const {
  return find_part(definitions(type), &ast::TypeSystemDefinition::values, name);
}

}  // namespace modus::graphql
