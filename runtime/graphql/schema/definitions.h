// SPDX-License-Identifier: Apache-2.0
// What stands between a schema document and the Schema made of it: where each type is written, and
// what is wrong.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "runtime/graphql/language/ast.h"
#include "runtime/graphql/schema/schema.h"

namespace modus::graphql {

/// The definition of a type and its extensions.
using Definitions = std::vector<const ast::TypeSystemDefinition*>;

struct SchemaDraft {
  struct OwnType {
    const NamedType* type;
    Definitions definitions;
  };
  struct OwnDirective {
    const DirectiveDefinition* directive;
    const ast::TypeSystemDefinition* definition;
  };

  std::vector<OwnType> types{};               // those of the document, by their numbers
  std::vector<OwnDirective> directives{};     // likewise
  Definitions schemas{};                      // the schema definition and its extensions
  const NamedType* roots[3]{};                // by operation kind
  const ast::RootOperation* root_nodes[3]{};  // where the document names them, if it does
  std::vector<Problem> problems{};

  template <class... Args>
  void refuse(std::vector<Offset> places, fmt::format_string<Args...> format, Args&&... args) {
    problems.push_back({fmt::format(format, std::forward<Args>(args)...), std::move(places)});
  }

  /// Where an own type is defined and extended.
  const Definitions& definitions(const NamedType& type) const {
    return types[type.number].definitions;
  }
  std::vector<Offset> places(const NamedType& type) const;

  /// The first of that name in the document; null when there is none.
  const ast::FieldDefinition* find_field(const NamedType& type, std::string_view name) const;
  const ast::InputValueDefinition* find_input(const NamedType& type, std::string_view name) const;
  const ast::EnumValueDefinition* find_value(const NamedType& type, std::string_view name) const;
};

/// Refuses what the specification does not allow of types that are all known (its section 3), with
/// the messages and places of graphql-js.
void check_types(SchemaDraft& draft, QueryType query_type);

/// The part of it that is about the interfaces of one type.
void check_interfaces(SchemaDraft& draft, const NamedType& type);

/// What is wrong with the directives of a schema's document: the rules of validation/ for them. All
/// directives must be defined.
std::vector<Problem> check_directives(const Schema& schema);

/// Refuses default values that contain themselves: to fill them in would never end.
void check_default_values(SchemaDraft& draft);

}  // namespace modus::graphql
