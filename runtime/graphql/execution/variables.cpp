// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/variables.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "runtime/graphql/schema/literals.h"
#include "runtime/graphql/schema/scalars.h"
#include "runtime/graphql/schema/suggestions.h"

namespace modus::graphql {
namespace {

using types::Value;

constexpr std::size_t kMaxErrors = 50;
constexpr std::string_view kBadInput = "BAD_USER_INPUT";

// Coerces the value of one variable, collecting what is wrong with it.
class VariableCoercion {
 public:
  VariableCoercion(const Plan& plan, const ast::VariableDefinition& variable, types::Arena& arena,
                   std::vector<Diagnostic>& errors)
      : plan_(plan), variable_(variable), arena_(arena), errors_(errors) {}

  Value coerce(const Value& value, const TypeRef& type) { return coerce(value, type, nullptr); }

 private:
  // Where a part of the value is: a member, or an item when it has no name.
  struct Place {
    const Place* outer;
    std::string_view name;
    std::size_t index;
  };

  Value coerce(const Value& value, const TypeRef& type, const Place* place) {
    if (value.is_null()) {
      if (!type.is_non_null()) return value;
      return wrong(value, place,
                   fmt::format("Expected non-nullable type \"{}\" not to be null.", type.text));
    }
    const TypeRef& nullable = type.nullable();
    if (nullable.is_list()) return list(value, *nullable.of, place);
    const NamedType& named = *nullable.named;
    if (named.kind == TypeKind::kInputObject) return object(value, named, place);
    if (named.kind == TypeKind::kEnum) return enum_value(value, named, place);
    if (named.scalar == ScalarKind::kCustom) return value;
    const ScalarResult result = scalar_from_value(named.scalar, value, arena_);
    return result ? *result : wrong(value, place, result.error());
  }

  static void append_path(std::string& text, const Place* place) {
    if (place == nullptr) return;
    append_path(text, place->outer);
    text +=
        place->name.empty() ? fmt::format("[{}]", place->index) : fmt::format(".{}", place->name);
  }

  Value wrong(const Value& value, const Place* place, const std::string& why) {
    if (errors_.size() >= kMaxErrors) return {};
    const std::string_view name = variable_.name.text;
    std::string where;
    if (place != nullptr) {
      std::string path(name);
      append_path(path, place);
      where = fmt::format(" at \"{}\"", path);
    }
    errors_.push_back({fmt::format("Variable \"${}\" got invalid value {}{}; {}", name,
                                   inspect(value), where, why),
                       {plan_.document->locate(variable_.at)},
                       kBadInput});
    return {};
  }

  Value list(const Value& value, const TypeRef& item_type, const Place* place) {
    if (value.kind() != Value::Kind::kList) {
      const auto item = types::make_span<Value>(arena_, 1);
      item[0] = coerce(value, item_type, place);
      return Value::list(item);
    }
    const std::span<const Value> given = value.as_list();
    std::span<Value> changed;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const Place here{place, {}, i};
      const Value item = coerce(given[i], item_type, &here);
      if (changed.empty()) {
        if (item.is_same(given[i])) continue;
        changed = types::make_span<Value>(arena_, given.size());
        std::ranges::copy(given.first(i), changed.begin());
      }
      changed[i] = item;
    }
    return changed.empty() ? value : Value::list(changed);
  }

  Value object(const Value& value, const NamedType& type, const Place* place) {
    if (value.kind() != Value::Kind::kObject) {
      return wrong(value, place, fmt::format("Expected type \"{}\" to be an object.", type.name));
    }
    const std::span<const types::Member> given = value.as_object();
    std::span<types::Member> changed;
    std::size_t known = 0;  // of the given members
    std::size_t count = 0;  // of the members to pass on
    for (const InputValue& field : type.input_fields) {
      const Value member = value.find(field.name);
      Value coerced;
      if (!member.is_absent()) {
        const Place here{place, field.name, 0};
        coerced = coerce(member, *field.type, &here);
        ++known;
      } else if (field.default_value != nullptr) {
        coerced = *coerce_literal(*field.default_value, *field.type, {}, arena_);
      } else if (field.type->is_non_null()) {
        wrong(value, place,
              fmt::format("Field \"{}\" of required type \"{}\" was not provided.", field.name,
                          field.type->text));
      }
      if (changed.empty() && !coerced.is_same(member)) changed = copy_before(field, value, type);
      if (coerced.is_absent()) continue;
      if (!changed.empty()) changed[count] = {field.name, coerced};
      ++count;
    }
    if (known < given.size()) refuse_unknown_fields(value, type, place);
    if (type.one_of) check_one_of(value, known, type, place);
    return changed.empty() ? value : Value::object(changed.first(count));
  }

  void check_one_of(const Value& value, std::size_t known, const NamedType& type,
                    const Place* place) {
    if (known != 1) {
      wrong(value, place,
            fmt::format("Exactly one key must be specified for OneOf type \"{}\".", type.name));
    }
    const auto first = std::ranges::find_if(type.input_fields, [&](const InputValue& field) {
      return !value.find(field.name).is_absent();
    });
    if (first == type.input_fields.end() || !value.find(first->name).is_null()) return;
    const Place here{place, first->name, 0};
    wrong(Value::null(), &here, fmt::format("Field \"{}\" must be non-null.", first->name));
  }

  // Room for an object's members, with those of the fields before `field` in it as they are.
  std::span<types::Member> copy_before(const InputValue& field, const Value& value,
                                       const NamedType& type) {
    const auto members = types::make_span<types::Member>(arena_, type.input_fields.size());
    std::size_t count = 0;
    for (const InputValue& earlier : type.input_fields) {
      if (&earlier == &field) break;
      const Value member = value.find(earlier.name);
      if (!member.is_absent()) members[count++] = {earlier.name, member};
    }
    return members;
  }

  void refuse_unknown_fields(const Value& value, const NamedType& type, const Place* place) {
    for (const auto& [key, member] : value.as_object()) {
      if (find_input(type.input_fields, key) != nullptr || errors_.size() >= kMaxErrors) continue;
      std::vector<std::string_view> options;
      for (const InputValue& option : type.input_fields) options.push_back(option.name);
      wrong(value, place,
            fmt::format("Field \"{}\" is not defined by type \"{}\".{}", key, type.name,
                        did_you_mean("", similar_names(key, std::move(options)))));
    }
  }

  Value enum_value(const Value& value, const NamedType& type, const Place* place) {
    std::vector<std::string_view> options;
    for (const EnumValue& option : type.values) options.push_back(option.name);
    if (value.kind() != Value::Kind::kString) {
      const std::string shown = inspect(value);
      return wrong(
          value, place,
          fmt::format("Enum \"{}\" cannot represent non-string value: {}.{}", type.name, shown,
                      did_you_mean("the enum value", similar_names(shown, std::move(options)))));
    }
    const std::string_view name = value.as_string();
    if (type.find_value(name) != nullptr) return value;
    return wrong(
        value, place,
        fmt::format("Value \"{}\" does not exist in \"{}\" enum.{}", name, type.name,
                    did_you_mean("the enum value", similar_names(name, std::move(options)))));
  }

  const Plan& plan_;
  const ast::VariableDefinition& variable_;
  types::Arena& arena_;
  std::vector<Diagnostic>& errors_;
};

// The given values in the order of the operation's variables; absent where there is none. Clients
// mostly send them in that order; if not, looking each up still costs little, however many there
// are.
std::span<const Value> in_declared_order(const Plan& plan, Value given, types::Arena& arena) {
  const auto values = types::make_span<Value>(arena, plan.variables.size());
  std::ranges::fill(values, Value());
  if (given.kind() != Value::Kind::kObject) return values;
  std::size_t next = 0;
  for (const auto& [name, value] : given.as_object()) {
    if (next < values.size() && plan.variables[next].definition->name.text == name) {
      values[next++] = value;
    } else if (const auto found = plan.variable_index.find(name);
               found != plan.variable_index.end()) {
      values[found->second] = value;
      next = found->second + 1;
    }
  }
  return values;
}

}  // namespace

std::expected<Value, std::vector<Diagnostic>> coerce_variables(const Plan& plan, Value given,
                                                               types::Arena& arena) {
  if (plan.variables.empty()) return Value();
  const std::span<const Value> values = in_declared_order(plan, given, arena);
  const auto members = types::make_span<types::Member>(arena, plan.variables.size());
  std::vector<Diagnostic> errors;
  std::size_t count = 0;
  bool changed = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto& [definition, type, fallback] = plan.variables[i];
    const std::string_view name = definition->name.text;
    const auto fail = [&](fmt::format_string<const std::string_view&, const std::string&> how) {
      errors.push_back(
          {fmt::format(how, name, type->text), {plan.document->locate(definition->at)}, kBadInput});
    };
    if (values[i].is_absent() && !fallback.is_absent()) {
      members[count++] = {name, fallback};
      changed = true;
    } else if (values[i].is_absent()) {
      if (type->is_non_null()) fail("Variable \"${}\" of required type \"{}\" was not provided.");
    } else if (values[i].is_null() && type->is_non_null()) {
      fail("Variable \"${}\" of non-null type \"{}\" must not be null.");
    } else {
      const Value value =
          VariableCoercion(plan, *definition, arena, errors).coerce(values[i], *type);
      changed |= !value.is_same(values[i]);
      members[count++] = {name, value};
    }
    if (errors.size() >= kMaxErrors) {
      errors.push_back(
          {"Too many errors processing variables, error limit reached. Execution "
           "aborted.",
           {},
           kBadInput});
      break;
    }
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  // What holds more than variables is not passed on: looking them up must cost what the query is.
  const bool is_given = !changed && given.as_object().size() == count;
  return is_given ? given : Value::object(members.first(count));
}

}  // namespace modus::graphql
