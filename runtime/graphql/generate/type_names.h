// SPDX-License-Identifier: Apache-2.0
// The GraphQL names of an app's record and opaque types (contract section 5.2).
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/types/type.h"

namespace modus::graphql {

/// Whether a type is used for arguments or for results: a record has a GraphQL type for each.
enum class Direction { kInput, kOutput };

/// A type whose values pass as JSON: a GraphQL scalar.
bool is_scalar_class(const types::Type& type);

/// Of those the one that has no name of its own: any JSON, which every schema has as JSON.
bool is_plain_json(const types::Type& type);

/// Gives every type a GraphQL name of its own. The wanted name is the type's short name, for inputs
/// with "Input" at its end (contract section 5.2); what GraphQL does not allow in a name becomes an
/// underscore ("Foo<i32>" is Foo_i32). Where several types want one name, the types that bear it
/// themselves come first, then those first by their full name; the later ones get a number: Item,
/// Item2, Item3. The names of GraphQL's and Modus's own types are taken from the start. A prefix
/// stands before all of them, its first letter in upper case.
class TypeNames {
 public:
  TypeNames(const types::TypeTable& table, std::string_view prefix);

  /// Assigns names to the records used in each direction, and to all scalar classes.
  void assign(const std::set<const types::Type*>& inputs,
              const std::set<const types::Type*>& outputs);

  const std::string& name_of(const types::Type& type, Direction direction) const;

  /// The wanted name, or that with the first number that makes it new.
  std::string unique(const std::string& wanted);

 private:
  std::string wanted_name(const types::Type& type, Direction direction) const;
  void assign(const std::set<const types::Type*>& types, Direction direction);

  const types::TypeTable& table_;
  const std::string prefix_;
  std::set<std::string> record_names_;  // as wanted for outputs, before any change
  std::set<std::string> used_;
  std::map<std::pair<const types::Type*, Direction>, std::string> names_;
};

}  // namespace modus::graphql
