// SPDX-License-Identifier: Apache-2.0
// Whether types are what the interfaces say that they implement (specification,
// IsValidImplementation).
#include <algorithm>
#include <set>
#include <string>

#include "runtime/graphql/schema/definitions.h"

namespace modus::graphql {
namespace {

// Whether a value of `type` is one of `super` too. Covariance as the specification has it.
bool is_subtype(const TypeRef& type, const TypeRef& super) {
  if (type == super) return true;
  if (super.is_non_null()) return type.is_non_null() && is_subtype(*type.of, *super.of);
  if (type.is_non_null()) return is_subtype(*type.of, super);
  if (super.is_list()) return type.is_list() && is_subtype(*type.of, *super.of);
  if (type.is_list()) return false;
  const NamedType& abstract = *super.named;
  return abstract.kind == TypeKind::kUnion
             ? std::ranges::find(abstract.possible_types, type.named) !=
                   abstract.possible_types.end()
             : abstract.kind == TypeKind::kInterface && type.named->implements(abstract);
}

class InterfaceCheck {
 public:
  explicit InterfaceCheck(SchemaDraft& draft) : draft_(draft) {}

  void check(const NamedType& type) {
    std::set<const NamedType*> seen;
    for (const NamedType* interface : type.interfaces) {
      const auto places = [&] { return implements_places(type, *interface); };
      if (interface->kind != TypeKind::kInterface) {
        draft_.refuse(places(),
                      "Type {} must only implement Interface types, it cannot implement {}.",
                      type.name, interface->name);
      } else if (interface == &type) {
        draft_.refuse(places(),
                      "Type {} cannot implement itself because it would create a circular "
                      "reference.",
                      type.name);
      } else if (!seen.insert(interface).second) {
        draft_.refuse(places(), "Type {} can only implement {} once.", type.name, interface->name);
      } else {
        check_ancestors(type, *interface);
        for (const Field& field : interface->fields) check_implementation(type, *interface, field);
      }
    }
  }

 private:
  // Where a type says that it implements an interface.
  std::vector<Offset> implements_places(const NamedType& type, const NamedType& interface) const {
    std::vector<Offset> places;
    for (const auto* definition : draft_.definitions(type)) {
      for (const ast::Name& name : definition->interfaces) {
        if (name.text == interface.name) places.push_back(name.at);
      }
    }
    return places;
  }

  void check_ancestors(const NamedType& type, const NamedType& interface) {
    for (const NamedType* ancestor : interface.interfaces) {
      if (type.implements(*ancestor)) continue;
      std::vector<Offset> places = implements_places(interface, *ancestor);
      for (const Offset at : implements_places(type, interface)) places.push_back(at);
      if (ancestor == &type) {
        draft_.refuse(std::move(places),
                      "Type {} cannot implement {} because it would create a circular reference.",
                      type.name, interface.name);
      } else {
        draft_.refuse(std::move(places),
                      "Type {} must implement {} because it is implemented by {}.", type.name,
                      ancestor->name, interface.name);
      }
    }
  }

  void check_implementation(const NamedType& type, const NamedType& interface,
                            const Field& expected) {
    const auto expected_node = [&]() -> auto& {
      return *draft_.find_field(interface, expected.name);
    };
    const auto node = [&]() -> auto& { return *draft_.find_field(type, expected.name); };
    const Field* field = type.find_field(expected.name);
    if (field == nullptr) {
      std::vector<Offset> places = draft_.places(type);
      places.insert(places.begin(), expected_node().at);
      draft_.refuse(std::move(places), "Interface field {}.{} expected but {} does not provide it.",
                    interface.name, expected.name, type.name);
      return;
    }
    if (!is_subtype(*field->type, *expected.type)) {
      draft_.refuse({expected_node().type.at, node().type.at},
                    "Interface field {}.{} expects type {} but {}.{} is type {}.", interface.name,
                    field->name, expected.type->text, type.name, field->name, field->type->text);
    }
    if (expected.arguments.empty() && field->arguments.empty()) return;
    check_arguments({fmt::format("{}.{}", interface.name, field->name), expected, expected_node()},
                    {fmt::format("{}.{}", type.name, field->name), *field, node()});
  }

  struct FieldOfType {
    std::string name;  // `Type.field`
    const Field& field;
    const ast::FieldDefinition& node;
  };

  // An implementation has the arguments of the interface's field, and no more that are required.
  void check_arguments(const FieldOfType& expected, const FieldOfType& given) {
    for (std::size_t i = 0; i < expected.field.arguments.size(); ++i) {
      const InputValue& wanted = expected.field.arguments[i];
      const ast::InputValueDefinition& wanted_node = expected.node.arguments[i];
      const InputValue* argument = find_input(given.field.arguments, wanted.name);
      if (argument == nullptr) {
        draft_.refuse({wanted_node.at, given.node.at},
                      "Interface field argument {}({}:) expected but {} does not provide it.",
                      expected.name, wanted.name, given.name);
      } else if (!(*argument->type == *wanted.type)) {
        const auto place = argument - given.field.arguments.data();
        draft_.refuse(
            {wanted_node.type.at, given.node.arguments[static_cast<std::size_t>(place)].type.at},
            "Interface field argument {0}({1}:) expects type {2} but {3}({1}:) is type {4}.",
            expected.name, wanted.name, wanted.type->text, given.name, argument->type->text);
      }
    }
    for (std::size_t i = 0; i < given.field.arguments.size(); ++i) {
      const InputValue& argument = given.field.arguments[i];
      if (!argument.is_required() || find_input(expected.field.arguments, argument.name)) continue;
      draft_.refuse({given.node.arguments[i].at, expected.node.at},
                    "Object field {} includes required argument {} that is missing from the "
                    "Interface field {}.",
                    given.name, argument.name, expected.name);
    }
  }

  SchemaDraft& draft_;
};

}  // namespace

void check_interfaces(SchemaDraft& draft, const NamedType& type) {
  InterfaceCheck(draft).check(type);
}

}  // namespace modus::graphql
