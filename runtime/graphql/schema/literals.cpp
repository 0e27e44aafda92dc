// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/schema/literals.h"

#include <algorithm>
#include <cmath>

#include "runtime/graphql/schema/scalars.h"

namespace modus::graphql {
namespace {

using ast::ValueKind;
using types::Value;

class LiteralCoercion {
 public:
  LiteralCoercion(Value variables, types::Arena& arena) : variables_(variables), arena_(arena) {}

  std::optional<Value> coerce(const ast::Value& literal, const TypeRef& type) {
    if (literal.kind == ValueKind::kVariable) return variable(literal, type);
    if (literal.kind == ValueKind::kNull) {
      return type.is_non_null() ? std::nullopt : std::optional(Value::null());
    }
    const TypeRef& nullable = type.nullable();
    if (nullable.is_list()) return list(literal, *nullable.of);
    const NamedType& named = *nullable.named;
    if (named.kind == TypeKind::kInputObject) return object(literal, named);
    if (named.kind == TypeKind::kEnum) {
      const bool known = literal.kind == ValueKind::kEnum && named.find_value(literal.text);
      return known ? std::optional(Value::string(literal.text)) : std::nullopt;
    }
    if (named.scalar == ScalarKind::kCustom) return as_is(literal);
    const ScalarResult value = scalar_from_literal(named.scalar, literal);
    return value ? std::optional(*value) : std::nullopt;
  }

 private:
  std::optional<Value> variable(const ast::Value& literal, const TypeRef& type) {
    const Value value = variables_.find(literal.text);
    if (value.is_absent() || (value.is_null() && type.is_non_null())) return std::nullopt;
    return value;
  }

  bool is_missing(const ast::Value& literal) const {
    return literal.kind == ValueKind::kVariable && variables_.find(literal.text).is_absent();
  }

  std::optional<Value> list(const ast::Value& literal, const TypeRef& item_type) {
    const bool one = literal.kind != ValueKind::kList;
    const std::span<const ast::Value> literals = one ? std::span(&literal, 1) : literal.items;
    const auto items = types::make_span<Value>(arena_, literals.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (is_missing(literals[i]) && !item_type.is_non_null()) {
        items[i] = Value::null();
        continue;
      }
      const auto item = coerce(literals[i], item_type);
      if (!item) return std::nullopt;
      items[i] = *item;
    }
    return Value::list(items);
  }

  std::optional<Value> object(const ast::Value& literal, const NamedType& type) {
    if (literal.kind != ValueKind::kObject) return std::nullopt;
    const auto members = types::make_span<types::Member>(arena_, type.input_fields.size());
    std::size_t count = 0;
    for (const InputValue& field : type.input_fields) {
      const auto given =
          std::ranges::find(literal.fields, field.name, [](const auto& f) { return f.name.text; });
      const bool absent = given == literal.fields.end() || is_missing(given->value);
      if (absent && field.default_value == nullptr) {
        if (field.type->is_non_null()) return std::nullopt;
        continue;
      }
      const auto value = coerce(absent ? *field.default_value : given->value, *field.type);
      if (!value) return std::nullopt;
      members[count++] = {field.name, *value};
    }
    if (type.one_of && (count != 1 || members[0].value.is_null())) return std::nullopt;
    return Value::object(members.first(count));
  }

  // Values of custom scalars: absent variables are null in lists and missing in objects.
  std::optional<Value> as_is(const ast::Value& literal) {
    switch (literal.kind) {
      case ValueKind::kVariable: return variables_.find(literal.text);
      case ValueKind::kNull: return Value::null();
      case ValueKind::kBoolean: return Value::boolean(literal.text == "true");
      case ValueKind::kString:
      case ValueKind::kEnum: return Value::string(literal.text);
      case ValueKind::kInt:
      case ValueKind::kFloat: {
        const Value number = number_from_text(literal.text);
        const bool finite =
            number.kind() != Value::Kind::kFloat || std::isfinite(number.as_float());
        return finite ? std::optional(number) : std::nullopt;
      }
      case ValueKind::kList: return list_as_is(literal);
      case ValueKind::kObject: return object_as_is(literal);
    }
    return std::nullopt;
  }

  std::optional<Value> list_as_is(const ast::Value& literal) {
    const auto items = types::make_span<Value>(arena_, literal.items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto item = as_is(literal.items[i]);
      if (!item) return std::nullopt;
      items[i] = item->is_absent() ? Value::null() : *item;
    }
    return Value::list(items);
  }

  std::optional<Value> object_as_is(const ast::Value& literal) {
    const auto members = types::make_span<types::Member>(arena_, literal.fields.size());
    std::size_t count = 0;
    for (const ast::ObjectField& field : literal.fields) {
      const auto value = as_is(field.value);
      if (!value) return std::nullopt;
      if (!value->is_absent()) members[count++] = {field.name.text, *value};
    }
    return Value::object(members.first(count));
  }

  Value variables_;
  types::Arena& arena_;
};

}  // namespace

std::optional<Value> coerce_literal(const ast::Value& literal, const TypeRef& type, Value variables,
                                    types::Arena& arena) {
  return LiteralCoercion(variables, arena).coerce(literal, type);
}

}  // namespace modus::graphql
