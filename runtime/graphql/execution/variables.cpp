// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/variables.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "runtime/graphql/language/printer.h"
#include "runtime/graphql/schema/literals.h"
#include "runtime/graphql/schema/scalars.h"
#include "runtime/graphql/schema/suggestions.h"

namespace modus::graphql {
namespace {

using types::Value;

constexpr std::size_t kMaxErrors = 50;

// Coerces the JSON value of one variable, collecting what is wrong with it.
class JsonCoercion {
 public:
  JsonCoercion(const ast::VariableDefinition& variable, Location location, types::Arena& arena,
               std::vector<Diagnostic>& errors)
      : variable_(variable),
        location_(location),
        arena_(arena),
        errors_(errors),
        path_(variable.name.text) {}

  Value coerce(const json::Value& value, const TypeRef& type) {
    if (value.is_null()) {
      if (type.is_non_null()) {
        return wrong(value,
                     fmt::format("Expected non-nullable type \"{}\" not to be null.", type.text));
      }
      return Value::null();
    }
    const TypeRef& nullable = type.nullable();
    if (nullable.is_list()) return list(value, *nullable.of);
    const NamedType& named = *nullable.named;
    if (named.kind == TypeKind::kInputObject) return object(value, named);
    if (named.kind == TypeKind::kEnum) return enum_value(value, named);
    if (named.scalar == ScalarKind::kCustom) return value_from_json(value, arena_);
    const ScalarResult result = scalar_from_json(named.scalar, value, arena_);
    return result ? *result : wrong(value, result.error());
  }

 private:
  Value wrong(const json::Value& value, const std::string& why) {
    if (errors_.size() < kMaxErrors) {
      const bool inside = path_.size() > variable_.name.text.size();
      errors_.push_back(
          {fmt::format("Variable \"${}\" got invalid value {}{}; {}", variable_.name.text,
                       inspect(value), inside ? fmt::format(" at \"{}\"", path_) : "", why),
           {location_}});
    }
    return {};
  }

  // Coerces a part of a value, which messages find at path_ + segment.
  Value coerce_at(const std::string& segment, const json::Value& value, const TypeRef& type) {
    const std::size_t length = path_.size();
    path_ += segment;
    const Value result = coerce(value, type);
    path_.resize(length);
    return result;
  }

  Value list(const json::Value& value, const TypeRef& item_type) {
    const json::Array* array = value.if_array();
    const auto items = types::make_span<Value>(arena_, array == nullptr ? 1 : array->size());
    if (array == nullptr) {
      items[0] = coerce(value, item_type);
      return Value::list(items);
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
      items[i] = coerce_at(fmt::format("[{}]", i), (*array)[i], item_type);
    }
    return Value::list(items);
  }

  Value object(const json::Value& value, const NamedType& type) {
    const json::Object* given = value.if_object();
    if (given == nullptr) {
      return wrong(value, fmt::format("Expected type \"{}\" to be an object.", type.name));
    }
    const auto members = types::make_span<types::Member>(arena_, type.input_fields.size());
    std::size_t count = 0;
    for (const InputValue& field : type.input_fields) {
      if (const json::Value* member = given->if_contains(field.name)) {
        members[count++] = {field.name,
                            coerce_at(fmt::format(".{}", field.name), *member, *field.type)};
      } else if (field.default_value != nullptr) {
        members[count++] = {field.name,
                            *coerce_literal(*field.default_value, *field.type, {}, arena_)};
      } else if (field.type->is_non_null()) {
        wrong(value, fmt::format("Field \"{}\" of required type \"{}\" was not provided.",
                                 field.name, field.type->text));
      }
    }
    refuse_unknown_fields(value, *given, type);
    if (type.one_of && given->size() != 1) {
      wrong(value,
            fmt::format("Exactly one key must be specified for OneOf type \"{}\".", type.name));
    } else if (type.one_of && given->begin()->value().is_null()) {
      wrong(value,
            fmt::format("Field \"{}\" must be non-null.", std::string_view(given->begin()->key())));
    }
    return Value::object(members.first(count));
  }

  void refuse_unknown_fields(const json::Value& value, const json::Object& given,
                             const NamedType& type) {
    for (const auto& [key, member] : given) {
      if (find_input(type.input_fields, key) != nullptr || errors_.size() >= kMaxErrors) continue;
      std::vector<std::string_view> options;
      for (const InputValue& option : type.input_fields) options.push_back(option.name);
      wrong(value,
            fmt::format("Field \"{}\" is not defined by type \"{}\".{}", std::string_view(key),
                        type.name, did_you_mean("", similar_names(key, std::move(options)))));
    }
  }

  Value enum_value(const json::Value& value, const NamedType& type) {
    std::vector<std::string_view> options;
    for (const EnumValue& option : type.values) options.push_back(option.name);
    if (!value.is_string()) {
      const std::string shown = inspect(value);
      return wrong(
          value,
          fmt::format("Enum \"{}\" cannot represent non-string value: {}.{}", type.name, shown,
                      did_you_mean("the enum value", similar_names(shown, std::move(options)))));
    }
    const std::string_view name = value.get_string();
    if (type.find_value(name) != nullptr) return Value::string(name);
    return wrong(
        value,
        fmt::format("Value \"{}\" does not exist in \"{}\" enum.{}", name, type.name,
                    did_you_mean("the enum value", similar_names(name, std::move(options)))));
  }

  const ast::VariableDefinition& variable_;
  Location location_;
  types::Arena& arena_;
  std::vector<Diagnostic>& errors_;
  std::string path_;
};

}  // namespace

std::expected<Value, std::vector<Diagnostic>> coerce_variables(
    const Document& document, const ast::Operation& operation,
    std::span<const TypeRef* const> types, const json::Object& given, types::Arena& arena) {
  std::vector<Diagnostic> errors;
  const auto members = types::make_span<types::Member>(arena, operation.variables.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < operation.variables.size(); ++i) {
    const ast::VariableDefinition& variable = operation.variables[i];
    const std::string_view name = variable.name.text;
    const TypeRef& type = *types[i];
    const auto fail = [&](const char* how) {
      errors.push_back(
          {fmt::format(fmt::runtime(how), name, type.text), {document.locate(variable.at)}});
    };
    const json::Value* value = given.if_contains(name);
    if (value == nullptr && variable.default_value != nullptr) {
      if (const auto fallback = coerce_literal(*variable.default_value, type, {}, arena)) {
        members[count++] = {name, *fallback};
      }
    } else if (value == nullptr) {
      if (type.is_non_null()) fail("Variable \"${}\" of required type \"{}\" was not provided.");
    } else if (value->is_null() && type.is_non_null()) {
      fail("Variable \"${}\" of non-null type \"{}\" must not be null.");
    } else {
      JsonCoercion coercion(variable, document.locate(variable.at), arena, errors);
      members[count++] = {name, coercion.coerce(*value, type)};
    }
    if (errors.size() >= kMaxErrors) {
      errors.push_back(
          {"Too many errors processing variables, error limit reached. Execution "
           "aborted.",
           {}});
      break;
    }
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return Value::object(members.first(count));
}

std::expected<std::span<const Argument>, Diagnostic> coerce_arguments(const Document& document,
                                                                      const Field& field,
                                                                      const ast::Selection& node,
                                                                      Value variables,
                                                                      types::Arena& arena) {
  const auto arguments = types::make_span<Argument>(arena, field.arguments.size());
  std::size_t count = 0;
  for (const InputValue& input : field.arguments) {
    const auto given = std::ranges::find(node.arguments, input.name,
                                         [](const auto& argument) { return argument.name.text; });
    const ast::Value* literal = given == node.arguments.end() ? nullptr : &given->value;
    const auto fail = [&](std::string message) {
      return std::unexpected(Diagnostic{
          std::move(message), {document.locate(literal == nullptr ? node.at : literal->at)}});
    };
    const bool unset = literal != nullptr && literal->kind == ast::ValueKind::kVariable &&
                       variables.find(literal->text).is_absent();
    if (literal == nullptr || unset) {
      if (input.is_required()) {
        return fail(unset ? fmt::format("Argument \"{}\" of required type \"{}\" was provided the "
                                        "variable \"${}\" which was not provided a runtime value.",
                                        input.name, input.type->text, literal->text)
                          : fmt::format("Argument \"{}\" of required type \"{}\" was not provided.",
                                        input.name, input.type->text));
      }
      if (input.default_value == nullptr) continue;
    }
    const ast::Value& source = literal == nullptr || unset ? *input.default_value : *literal;
    const auto value = coerce_literal(source, *input.type, variables, arena);
    if (!value) {
      const bool null =
          source.kind == ast::ValueKind::kVariable && variables.find(source.text).is_null();
      return fail(
          null ? fmt::format("Argument \"{}\" of non-null type \"{}\" must not be null.",
                             input.name, input.type->text)
               : fmt::format("Argument \"{}\" has invalid value {}.", input.name, print(source)));
    }
    arguments[count++] = {input.name, *value};
  }
  return arguments.first(count);
}

}  // namespace modus::graphql
