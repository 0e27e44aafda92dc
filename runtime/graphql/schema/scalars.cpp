// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/schema/scalars.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include <fmt/format.h>

#include "runtime/graphql/language/printer.h"
#include "runtime/json/writer.h"
#include "runtime/types/value_json.h"

namespace modus::graphql {
namespace {

using types::Value;

constexpr std::string_view kComplaints[] = {
    "Int cannot represent non-integer value: {}",
    "Float cannot represent non numeric value: {}",
    "String cannot represent a non string value: {}",
    "Boolean cannot represent a non boolean value: {}",
    "ID cannot represent a non-string and non-integer value: {}",
};

std::unexpected<std::string> complain(ScalarKind scalar, const std::string& shown) {
  return std::unexpected(
      fmt::format(fmt::runtime(kComplaints[static_cast<std::size_t>(scalar)]), shown));
}

std::unexpected<std::string> out_of_range(std::string_view shown) {
  return std::unexpected(
      fmt::format("Int cannot represent non 32-bit signed integer value: {}", shown));
}

bool fits_int(Value value) {
  using Limits = std::numeric_limits<std::int32_t>;
  return value.kind() == Value::Kind::kInt && value.as_int() >= Limits::min() &&
         value.as_int() <= Limits::max();
}

double to_double(Value value) {
  switch (value.kind()) {
    case Value::Kind::kInt: return static_cast<double>(value.as_int());
    case Value::Kind::kUint: return static_cast<double>(value.as_uint());
    default: return value.as_float();
  }
}

bool is_number(const Value& value) {
  return value.kind() == Value::Kind::kInt || value.kind() == Value::Kind::kUint ||
         value.kind() == Value::Kind::kFloat;
}

// Integers JSON writers put as 1.0 or 1e3 count as integers, as in JavaScript.
Value whole_number(const Value& value) {
  if (value.kind() != Value::Kind::kFloat) return value;
  const double number = value.as_float();
  constexpr double kExact = 9007199254740992.0;
  if (std::trunc(number) != number || std::fabs(number) > kExact) return value;
  return Value::integer(static_cast<std::int64_t>(number));
}

// A message is for a person: of what is longer, the beginning says enough.
constexpr std::size_t kLongestShown = 4096;

void inspect_into(std::string& text, const Value& value, int depth);

void inspect_list(std::string& text, std::span<const Value> array, int depth) {
  constexpr std::size_t kMaxItems = 10;
  if (array.empty()) {
    text += "[]";
    return;
  }
  if (depth > 2) {
    text += "[Array]";
    return;
  }
  text += '[';
  for (std::size_t i = 0; i < std::min(array.size(), kMaxItems); ++i) {
    if (i > 0) text += ", ";
    inspect_into(text, array[i], depth);
  }
  const std::size_t more = array.size() - std::min(array.size(), kMaxItems);
  if (more == 1) text += ", ... 1 more item";
  if (more > 1) text += fmt::format(", ... {} more items", more);
  text += ']';
}

void inspect_object(std::string& text, std::span<const types::Member> object, int depth) {
  if (object.empty()) {
    text += "{}";
    return;
  }
  if (depth > 2) {
    text += "[Object]";
    return;
  }
  text += "{ ";
  bool first = true;
  for (const auto& [key, member] : object) {
    if (!first) text += ", ";
    first = false;
    if (text.size() > kLongestShown) {
      text += "...";
      break;
    }
    text.append(key).append(": ");
    inspect_into(text, member, depth);
  }
  text += " }";
}

// A number as JavaScript shows it: the shortest digits, an exponent below 1e-6 and from 1e21.
std::string show_number(double number) {
  constexpr int kLeast = -7;
  constexpr int kMost = 21;
  std::array<char, 32> text{};
  const char* const end = std::to_chars(text.data(), text.data() + text.size(), std::fabs(number),
                                        std::chars_format::scientific)
                              .ptr;
  const std::string_view shown(text.data(), end);
  const std::size_t e = shown.find('e');
  const int exponent = std::atoi(shown.data() + e + 1);
  const std::string_view sign = number < 0 ? "-" : "";
  if (exponent < kLeast + 1 || exponent >= kMost) {
    return fmt::format("{}{}e{}{}", sign, shown.substr(0, e), exponent < 0 ? "-" : "+",
                       std::abs(exponent));
  }
  std::string digits(shown.substr(0, e));
  std::erase(digits, '.');
  if (exponent < 0) {
    return fmt::format("{}0.{:0>{}}", sign, digits,
                       digits.size() + static_cast<std::size_t>(-exponent) - 1);
  }
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) return fmt::format("{}{:0<{}}", sign, digits, whole);
  return fmt::format("{}{}.{}", sign, digits.substr(0, whole), digits.substr(whole));
}

void inspect_into(std::string& text, const Value& value, int depth) {
  if (value.kind() == Value::Kind::kList) return inspect_list(text, value.as_list(), depth + 1);
  if (value.kind() == Value::Kind::kObject) {
    return inspect_object(text, value.as_object(), depth + 1);
  }
  if (value.kind() == Value::Kind::kFloat) {
    text += show_number(value.as_float());
    return;
  }
  if (value.kind() == Value::Kind::kString && value.as_string().size() > kLongestShown) {
    json::append_string(text, value.as_string().substr(0, kLongestShown));
    text += "...";
    return;
  }
  json::Writer writer;
  types::write_json(writer, value);
  text += writer.text();
}

}  // namespace

ScalarKind scalar_kind(std::string_view name) {
  constexpr std::string_view kNames[] = {"Int", "Float", "String", "Boolean", "ID"};
  return static_cast<ScalarKind>(std::ranges::find(kNames, name) - std::begin(kNames));
}

ScalarResult scalar_from_literal(ScalarKind scalar, const ast::Value& literal) {
  using ast::ValueKind;
  const ValueKind kind = literal.kind;
  switch (scalar) {
    case ScalarKind::kInt:
      if (kind != ValueKind::kInt) break;
      if (const Value value = number_from_text(literal.text); fits_int(value)) return value;
      return out_of_range(literal.text);
    case ScalarKind::kFloat: {
      if (kind != ValueKind::kInt && kind != ValueKind::kFloat) break;
      const double number = to_double(number_from_text(literal.text));
      if (!std::isfinite(number)) break;
      return Value::number(number);
    }
    case ScalarKind::kBoolean:
      if (kind != ValueKind::kBoolean) break;
      return Value::boolean(literal.text == "true");
    case ScalarKind::kString:
      if (kind != ValueKind::kString) break;
      return Value::string(literal.text);
    case ScalarKind::kId:
      if (kind != ValueKind::kString && kind != ValueKind::kInt) break;
      return Value::string(literal.text);
    case ScalarKind::kCustom: break;
  }
  return complain(scalar, print(literal));
}

ScalarResult scalar_from_value(ScalarKind scalar, const Value& value, types::Arena& arena) {
  switch (scalar) {
    case ScalarKind::kInt: {
      if (!is_number(value)) break;
      const Value number = whole_number(value);
      if (number.kind() == Value::Kind::kFloat &&
          std::trunc(number.as_float()) != number.as_float())
        break;
      if (!fits_int(number)) return out_of_range(inspect(value));
      return number;
    }
    case ScalarKind::kFloat:
      if (!is_number(value)) break;
      return Value::number(to_double(value));
    case ScalarKind::kBoolean:
      if (value.kind() != Value::Kind::kBoolean) break;
      return value;
    case ScalarKind::kString:
      if (value.kind() != Value::Kind::kString) break;
      return value;
    case ScalarKind::kId:
      if (value.kind() == Value::Kind::kString) return value;
      if (is_number(value) && std::trunc(to_double(value)) == to_double(value))
        return Value::string(types::copy_text(arena, inspect(value)));
      return std::unexpected(fmt::format("ID cannot represent value: {}", inspect(value)));
    case ScalarKind::kCustom: break;
  }
  return complain(scalar, inspect(value));
}

types::Value number_from_text(std::string_view text) {
  const char* end = text.data() + text.size();
  std::int64_t integer = 0;
  if (const auto read = std::from_chars(text.data(), end, integer);
      read.ec == std::errc() && read.ptr == end)
    return Value::integer(integer);
  std::uint64_t natural = 0;
  if (const auto read = std::from_chars(text.data(), end, natural);
      read.ec == std::errc() && read.ptr == end)
    return Value::unsigned_integer(natural);
  double number = 0;
  if (std::from_chars(text.data(), end, number).ec == std::errc()) return Value::number(number);
  return Value::number(std::strtod(std::string(text).c_str(), nullptr));  // 0 or infinite
}

std::string inspect(const Value& value) {
  std::string text;
  inspect_into(text, value, 0);
  return text;
}

}  // namespace modus::graphql
