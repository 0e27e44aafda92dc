// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/leaf_values.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "runtime/graphql/schema/scalars.h"

namespace modus::graphql {
namespace {

using types::Value;
using Kind = Value::Kind;
using Coerced = std::expected<Value, std::string>;

bool is_number(const Value& value) {
  return value.kind() == Kind::kInt || value.kind() == Kind::kUint || value.kind() == Kind::kFloat;
}

// What counts as a number in a result: numbers, booleans, and text that is one.
std::optional<double> to_number(const Value& value) {
  switch (value.kind()) {
    case Kind::kBoolean: return value.as_boolean() ? 1 : 0;
    case Kind::kInt: return static_cast<double>(value.as_int());
    case Kind::kUint: return static_cast<double>(value.as_uint());
    case Kind::kFloat: return value.as_float();
    case Kind::kString: break;
    default: return std::nullopt;
  }
  const std::string_view text = value.as_string();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_whole(double number) { return std::isfinite(number) && std::trunc(number) == number; }

Coerced complain(std::string_view what, const Value& value) {
  return std::unexpected(fmt::format("{} value: {}", what, inspect(value)));
}

Coerced to_int(const Value& value) {
  using Limits = std::numeric_limits<std::int32_t>;
  const auto number = to_number(value);
  if (!number || !is_whole(*number)) return complain("Int cannot represent non-integer", value);
  if (*number < Limits::min() || *number > Limits::max()) {
    return complain("Int cannot represent non 32-bit signed integer", value);
  }
  return Value::integer(static_cast<std::int64_t>(*number));
}

Coerced to_float(const Value& value) {
  const auto number = to_number(value);
  if (!number || !std::isfinite(*number)) {
    return complain("Float cannot represent non numeric", value);
  }
  return Value::number(*number);
}

Coerced to_string(const Value& value, types::Arena& arena) {
  if (value.kind() == Kind::kString) return value;
  if (!is_number(value) && value.kind() != Kind::kBoolean) {
    return complain("String cannot represent", value);
  }
  return Value::string(types::copy_text(arena, inspect(value)));
}

Coerced to_boolean(const Value& value) {
  if (value.kind() == Kind::kBoolean) return value;
  if (!is_number(value)) return complain("Boolean cannot represent a non boolean", value);
  return Value::boolean(*to_number(value) != 0);
}

Coerced to_id(const Value& value, types::Arena& arena) {
  if (value.kind() == Kind::kString) return value;
  if (!is_number(value) || !is_whole(*to_number(value))) {
    return complain("ID cannot represent", value);
  }
  return Value::string(types::copy_text(arena, inspect(value)));
}

}  // namespace

Coerced coerce_result(const NamedType& type, const Value& value, types::Arena& arena) {
  if (type.kind == TypeKind::kEnum) {
    if (value.kind() == Kind::kString && type.find_value(value.as_string()) != nullptr) {
      return value;
    }
    return complain(fmt::format("Enum \"{}\" cannot represent", type.name), value);
  }
  switch (type.scalar) {
    case ScalarKind::kInt: return to_int(value);
    case ScalarKind::kFloat: return to_float(value);
    case ScalarKind::kString: return to_string(value, arena);
    case ScalarKind::kBoolean: return to_boolean(value);
    case ScalarKind::kId: return to_id(value, arena);
    case ScalarKind::kCustom: break;
  }
  return value;
}

}  // namespace modus::graphql
