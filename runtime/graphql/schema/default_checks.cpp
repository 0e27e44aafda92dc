// SPDX-License-Identifier: Apache-2.0
// Default values of input objects that lead to themselves (specification, section 3.10,
// InputObjectDefaultValueHasCycle).
#include <algorithm>
#include <map>
#include <string>

#include "runtime/graphql/schema/definitions.h"

namespace modus::graphql {
namespace {

class DefaultCheck {
 public:
  explicit DefaultCheck(SchemaDraft& draft) : draft_(draft) {}

  // What is filled in where an object of the type is given without its fields.
  void check(const NamedType& type) { visit_absent(type); }

 private:
  enum class State { kOpen, kDone };

  void visit_absent(const NamedType& type) {
    for (const InputValue& field : type.input_fields) visit_default(type, field);
  }

  void visit_default(const NamedType& type, const InputValue& field) {
    if (field.type->named->kind != TypeKind::kInputObject || field.default_value == nullptr) return;
    const auto [state, is_new] = states_.emplace(&field, State::kOpen);
    if (!is_new) {
      if (state->second == State::kOpen) refuse(type, field);
      return;
    }
    path_.push_back({&type, &field});
    visit_value(*field.type->named, *field.default_value);
    path_.pop_back();
    state->second = State::kDone;
  }

  void visit_value(const NamedType& type, const ast::Value& value) {
    for (const ast::Value& item : value.items) visit_value(type, item);
    if (value.kind != ast::ValueKind::kObject) return;
    for (const InputValue& field : type.input_fields) {
      const auto given =
          std::ranges::find(value.fields, field.name, [](const auto& f) { return f.name.text; });
      if (given == value.fields.end()) {
        visit_default(type, field);
      } else if (field.type->named->kind == TypeKind::kInputObject) {
        visit_value(*field.type->named, given->value);
      }
    }
  }

  struct Step {
    const NamedType* type;
    const InputValue* field;
  };

  void refuse(const NamedType& type, const InputValue& field) {
    const auto start = std::ranges::find(path_, &field, &Step::field);
    std::string names;
    std::vector<Offset> places;
    for (auto step = start; step != path_.end(); ++step) {
      names +=
          fmt::format("{}{}.{}", names.empty() ? "" : ", ", step->type->name, step->field->name);
      places.push_back(draft_.find_input(*step->type, step->field->name)->at);
    }
    draft_.refuse(std::move(places),
                  "The default value of Input Object field {}.{} contains itself, through those of "
                  "{}.",
                  type.name, field.name, names);
  }

  SchemaDraft& draft_;
  std::map<const InputValue*, State> states_;
  std::vector<Step> path_;
};

}  // namespace

void check_default_values(SchemaDraft& draft) {
  DefaultCheck check(draft);
  for (const auto& own : draft.types) check.check(*own.type);
}

}  // namespace modus::graphql
