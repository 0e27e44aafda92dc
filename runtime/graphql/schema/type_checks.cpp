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
      case TypeKind::kInterface: check_fields(type); return check_interfaces(draft_, type);
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
