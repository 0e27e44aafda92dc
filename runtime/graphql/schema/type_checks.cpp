// SPDX-License-Identifier: Apache-2.0
// What must hold of types that are all known: names, kinds, interfaces, cycles of input objects.
#include <algorithm>
#include <map>
#include <set>
#include <span>
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

class TypeCheck {
 public:
  explicit TypeCheck(SchemaDraft& draft) : draft_(draft) {}

  void check_all(QueryType query_type) {
    check_roots(query_type);
    for (const auto& own : draft_.directives) check_directive(*own.directive, *own.definition);
    for (const auto& own : draft_.types) check_type(*own.type);
  }

 private:
  void check_roots(QueryType query_type) {
    constexpr std::string_view kNames[] = {"Query", "Mutation", "Subscription"};
    if (draft_.roots[0] == nullptr && query_type == QueryType::kRequired) {
      std::vector<Offset> places;
      if (!draft_.schemas.empty()) places.push_back(draft_.schemas.front()->at);
      draft_.refuse(std::move(places), "Query root type must be provided.");
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const NamedType* type = draft_.roots[i];
      if (type == nullptr || type->kind == TypeKind::kObject) continue;
      const Offset at = draft_.root_nodes[i] != nullptr ? draft_.root_nodes[i]->type.at
                                                        : draft_.places(*type).front();
      draft_.refuse({at}, "{} root type must be Object type{}, it cannot be {}.", kNames[i],
                    i == 0 ? "" : " if provided", type->name);
    }
  }

  void check_directive(const DirectiveDefinition& directive, const ast::TypeSystemDefinition& d) {
    check_name(d.name, d.at);
    for (std::size_t i = 0; i < d.input_fields.size(); ++i) {
      const InputValue& argument = directive.arguments[i];
      const ast::InputValueDefinition& node = d.input_fields[i];
      const std::string who = fmt::format("@{}({}:)", directive.name, argument.name);
      check_name(node.name, node.at);
      if (!argument.type->named->is_input()) {
        draft_.refuse({node.at}, "The type of {} must be Input Type but got: {}.", who,
                      argument.type->text);
      }
      check_deprecation(argument, node, "argument", who);
    }
  }

  void check_type(const NamedType& type) {
    const ast::TypeSystemDefinition& definition = *draft_.definitions(type).front();
    check_name(definition.name, definition.at);
    switch (type.kind) {
      case TypeKind::kObject:
      case TypeKind::kInterface: check_fields(type); return check_interfaces(type);
      case TypeKind::kUnion: return check_members(type);
      case TypeKind::kEnum: return check_values(type);
      case TypeKind::kInputObject: return check_input_fields(type);
      case TypeKind::kScalar: return;
    }
  }

  void check_name(const ast::Name& name, Offset at) {
    if (name.text.starts_with("__")) {
      draft_.refuse({at},
                    "Name \"{}\" must not begin with \"__\", which is reserved by GraphQL "
                    "introspection.",
                    name.text);
    }
  }

  void check_fields(const NamedType& type) {
    if (type.fields.empty()) {
      draft_.refuse(draft_.places(type), "Type {} must define one or more fields.", type.name);
    }
    for (const auto* definition : draft_.definitions(type)) {
      for (const ast::FieldDefinition& node : definition->fields) check_field(type, node);
    }
  }

  void check_field(const NamedType& type, const ast::FieldDefinition& node) {
    const Field& field = *type.find_field(node.name.text);
    check_name(node.name, node.at);
    if (field.type->named->kind == TypeKind::kInputObject) {
      draft_.refuse({node.type.at}, "The type of {}.{} must be Output Type but got: {}.", type.name,
                    field.name, field.type->text);
    }
    for (std::size_t i = 0; i < node.arguments.size(); ++i) {
      check_argument(field.arguments[i], node.arguments[i],
                     fmt::format("{}.{}({}:)", type.name, field.name, field.arguments[i].name));
    }
  }

  void check_argument(const InputValue& argument, const ast::InputValueDefinition& node,
                      const std::string& who) {
    check_name(node.name, node.at);
    check_input_type(argument, node, who);
    check_deprecation(argument, node, "argument", who);
  }

  void check_input_type(const InputValue& input, const ast::InputValueDefinition& node,
                        const std::string& who) {
    if (input.type->named->is_input()) return;
    draft_.refuse({node.type.at}, "The type of {} must be Input Type but got: {}.", who,
                  input.type->text);
  }

  void check_deprecation(const InputValue& input, const ast::InputValueDefinition& node,
                         std::string_view what, const std::string& who) {
    if (!input.is_required() || !input.deprecation) return;
    const auto deprecated =
        std::ranges::find(node.directives, std::string_view("deprecated"),
                          [](const ast::Directive& directive) { return directive.name.text; });
    draft_.refuse({deprecated->at, node.type.at}, "Required {} {} cannot be deprecated.", what,
                  who);
  }

  // Where a type says that it implements an interface.
  std::vector<Offset> implements_places(const NamedType& type, const NamedType& interface) {
    std::vector<Offset> places;
    for (const auto* definition : draft_.definitions(type)) {
      for (const ast::Name& name : definition->interfaces) {
        if (name.text == interface.name) places.push_back(name.at);
      }
    }
    return places;
  }

  void check_interfaces(const NamedType& type) {
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

  void check_members(const NamedType& type) {
    if (type.possible_types.empty()) {
      draft_.refuse(draft_.places(type), "Union type {} must define one or more member types.",
                    type.name);
    }
    std::set<const NamedType*> seen;
    for (const NamedType* member : type.possible_types) {
      const auto places = [&] {
        std::vector<Offset> found;
        for (const auto* definition : draft_.definitions(type)) {
          for (const ast::Name& name : definition->members) {
            if (name.text == member->name) found.push_back(name.at);
          }
        }
        return found;
      };
      if (!seen.insert(member).second) {
        draft_.refuse(places(), "Union type {} can only include type {} once.", type.name,
                      member->name);
      } else if (member->kind != TypeKind::kObject) {
        draft_.refuse(places(),
                      "Union type {} can only include Object types, it cannot include {}.",
                      type.name, member->name);
      }
    }
  }

  void check_values(const NamedType& type) {
    if (type.values.empty()) {
      draft_.refuse(draft_.places(type), "Enum type {} must define one or more values.", type.name);
    }
    for (const auto* definition : draft_.definitions(type)) {
      for (const ast::EnumValueDefinition& node : definition->values) {
        check_name(node.name, node.at);
      }
    }
  }

  void check_input_fields(const NamedType& type) {
    if (type.input_fields.empty()) {
      draft_.refuse(draft_.places(type), "Input Object type {} must define one or more fields.",
                    type.name);
    }
    for (const auto* definition : draft_.definitions(type)) {
      for (const ast::InputValueDefinition& node : definition->input_fields) {
        check_input_field(type, node);
      }
    }
    check_cycle(type);
  }

  void check_input_field(const NamedType& type, const ast::InputValueDefinition& node) {
    const InputValue& field = *type.find_input_field(node.name.text);
    const std::string who = fmt::format("{}.{}", type.name, field.name);
    check_name(node.name, node.at);
    check_input_type(field, node, who);
    check_deprecation(field, node, "input field", who);
    if (!type.one_of) return;
    if (field.type->is_non_null()) {
      draft_.refuse({node.type.at}, "OneOf input field {} must be nullable.", who);
    }
    if (field.default_value != nullptr) {
      draft_.refuse({node.at}, "OneOf input field {} cannot have a default value.", who);
    }
  }

  // Input objects that require one another without end. Depth first; each is entered once.
  void check_cycle(const NamedType& type) {
    if (!entered_.insert(&type).second) return;
    start_of_[&type] = path_.size();
    for (const InputValue& field : type.input_fields) {
      const NamedType* next = field.type->named;
      const bool demands = field.type->is_non_null() && !field.type->of->is_list();
      if (!demands || next->kind != TypeKind::kInputObject) continue;
      path_.push_back({&field, draft_.find_input(type, field.name)});
      if (const auto start = start_of_.find(next); start != start_of_.end()) {
        refuse_cycle(*next, std::span(path_).subspan(start->second));
      } else {
        check_cycle(*next);
      }
      path_.pop_back();
    }
    start_of_.erase(&type);
  }

  struct Step {
    const InputValue* field;
    const ast::InputValueDefinition* node;
  };

  void refuse_cycle(const NamedType& type, std::span<const Step> cycle) {
    std::string names;
    std::vector<Offset> places;
    for (const Step& step : cycle) {
      names.append(names.empty() ? "" : ".").append(step.field->name);
      places.push_back(step.node->at);
    }
    draft_.refuse(std::move(places),
                  "Cannot reference Input Object \"{}\" within itself through a series of non-null "
                  "fields: \"{}\".",
                  type.name, names);
  }

  SchemaDraft& draft_;
  std::set<const NamedType*> entered_;
  std::map<const NamedType*, std::size_t> start_of_;  // in the path, of those on it
  std::vector<Step> path_;
};

}  // namespace

void check_types(SchemaDraft& draft, QueryType query_type) {
  TypeCheck(draft).check_all(query_type);
}

}  // namespace modus::graphql
