// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/numbers.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>

namespace modus::guest {
namespace {

using types::Kind;
using types::Value;

template <class T>
std::optional<T> parse(std::string_view text) {
  T value{};
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return {};
  return value;
}

// A numeric string as the number it shows; the empty string is 0.
Result<Value> parse_number(std::string_view text, const types::Type& type) {
  if (text.empty()) return Value::integer(0);
  if (const auto integer = parse<std::int64_t>(text)) return Value::integer(*integer);
  if (const auto integer = parse<std::uint64_t>(text)) return Value::unsigned_integer(*integer);
  const auto number = parse<double>(text);
  if (number && std::isfinite(*number)) return Value::number(*number);
  return fail(ErrorCode::kInvalidArgument, "\"{}\" is not a value of type {}", text, type.name);
}

template <class Number>
std::unexpected<Error> out_of_range(Number value, const types::Type& type) {
  return fail(ErrorCode::kInvalidArgument, "{} is out of range for {}", value, type.name);
}

template <class T>
Result<T> to_integer(const Value& value, const types::Type& type) {
  if (value.kind() == Value::Kind::kInt) {
    if (std::in_range<T>(value.as_int())) return static_cast<T>(value.as_int());
    return out_of_range(value.as_int(), type);
  }
  if (value.kind() == Value::Kind::kUint) {
    if (std::in_range<T>(value.as_uint())) return static_cast<T>(value.as_uint());
    return out_of_range(value.as_uint(), type);
  }
  const double cut = std::trunc(value.as_float());
  // One more than the largest value is a power of two, so a double holds it exactly.
  const double end = std::ldexp(1.0, std::numeric_limits<T>::digits);
  const double least = std::is_signed_v<T> ? -end : 0.0;
  // -2^63 itself arrives as an integer; as a double it is some lesser number, rounded.
  const bool reaches_least = sizeof(T) < 8 || std::is_unsigned_v<T> ? cut >= least : cut > least;
  if (!reaches_least || !(cut < end)) return out_of_range(value.as_float(), type);
  return static_cast<T>(cut);
}

template <class T>
Result<std::uint64_t> integer_bits(const Value& value, const types::Type& type) {
  MODUS_TRY(integer, to_integer<T>(value, type));
  return static_cast<std::uint64_t>(integer);
}

double to_double(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kInt: return static_cast<double>(value.as_int());
    case Value::Kind::kUint: return static_cast<double>(value.as_uint());
    default: return value.as_float();
  }
}

Result<std::uint64_t> float_bits(const Value& value, const types::Type& type) {
  const double number = to_double(value);
  if (type.kind == Kind::kFloat64) return std::bit_cast<std::uint64_t>(number);
  // Beyond the largest float, but near enough to round to it, is still in range.
  if (std::isfinite(number) && std::fabs(number) >= 0x1.ffffffp127) {
    return out_of_range(number, type);
  }
  return std::bit_cast<std::uint32_t>(static_cast<float>(number));
}

Result<std::uint64_t> boolean_bits(const Value& value, const types::Type& type) {
  switch (value.kind()) {
    case Value::Kind::kInt: return value.as_int() != 0;
    case Value::Kind::kUint: return value.as_uint() != 0;
    case Value::Kind::kFloat: return value.as_float() != 0;
    default: break;
  }
  if (value.as_string() == "true") return 1;
  if (value.as_string() == "false") return 0;
  return fail(ErrorCode::kInvalidArgument, "\"{}\" is not a value of type {}", value.as_string(),
              type.name);
}

Result<std::uint64_t> number_bits(const types::Type& type, const Value& value) {
  switch (type.kind) {
    case Kind::kInt8: return integer_bits<std::int8_t>(value, type);
    case Kind::kInt16: return integer_bits<std::int16_t>(value, type);
    case Kind::kInt32: return integer_bits<std::int32_t>(value, type);
    case Kind::kInt64:
    case Kind::kDuration: return integer_bits<std::int64_t>(value, type);
    case Kind::kUint8: return integer_bits<std::uint8_t>(value, type);
    case Kind::kUint16: return integer_bits<std::uint16_t>(value, type);
    case Kind::kUint32: return integer_bits<std::uint32_t>(value, type);
    case Kind::kUint64: return integer_bits<std::uint64_t>(value, type);
    default: return float_bits(value, type);
  }
}

}  // namespace

Error within(const Error& error, std::string_view place) {
  return Error(error.code(), fmt::format("{}: {}", place, error.message()));
}

std::string_view describe_kind(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::kAbsent: return "nothing";
    case Value::Kind::kNull: return "null";
    case Value::Kind::kBoolean: return "a boolean";
    case Value::Kind::kInt:
    case Value::Kind::kUint:
    case Value::Kind::kFloat: return "a number";
    case Value::Kind::kString: return "a string";
    case Value::Kind::kList: return "a list";
    case Value::Kind::kObject: return "an object";
  }
  return "something else";
}

Result<std::uint64_t> to_scalar_bits(const types::Type& type, const Value& value) {
  Value number = value;
  switch (value.kind()) {
    case Value::Kind::kBoolean: number = Value::integer(value.as_boolean() ? 1 : 0); break;
    case Value::Kind::kInt:
    case Value::Kind::kUint:
    case Value::Kind::kFloat: break;
    case Value::Kind::kString:
      if (type.kind != Kind::kBoolean) {
        MODUS_TRY(parsed, parse_number(value.as_string(), type));
        number = parsed;
      }
      break;
    default:
      return fail(ErrorCode::kInvalidArgument, "expected a value of type {}, got {}", type.name,
                  describe_kind(value.kind()));
  }
  return type.kind == Kind::kBoolean ? boolean_bits(number, type) : number_bits(type, number);
}

}  // namespace modus::guest
