// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/json_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include "runtime/base/base64.h"
#include "runtime/json/pointer.h"
#include "runtime/types/integer_range.h"
#include "runtime/types/timestamp.h"

namespace modus::types {
namespace {

constexpr std::size_t kExcerpt = 40;

// Cut where a character begins.
std::string_view excerpt(std::string_view text) {
  if (text.size() <= kExcerpt) return text;
  std::size_t end = kExcerpt;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

std::string describe(const json::Value& value) {
  if (value.is_null()) return "null";
  if (value.is_object()) return "an object";
  if (value.is_array()) return fmt::format("a list of {}", value.get_array().size());
  if (const auto* text = value.if_string()) return fmt::format("the string \"{}\"", excerpt(*text));
  return value.is_bool() ? json::to_text(value) : "the number " + json::to_text(value);
}

std::string describe(IntegerRange range) {
  return fmt::format("an integer from {} to {}", range.min, range.max);
}

// Integers that came as 8.0 or 1e3, when a double holds them exactly.
void drop_fraction(json::Value& value) {
  if (!value.is_double()) return;
  const double number = value.get_double();
  constexpr double kExact = 9007199254740992;  // 2^53
  if (number == std::trunc(number) && std::fabs(number) <= kExact)
    value = static_cast<std::int64_t>(number);
}

bool holds(IntegerRange range, const json::Value& value) {
  if (value.is_uint64()) return value.get_uint64() <= range.max;
  if (!value.is_int64()) return false;
  const std::int64_t number = value.get_int64();
  return number < 0 ? number >= range.min : static_cast<std::uint64_t>(number) <= range.max;
}

bool is_float(const json::Value& value) {
  constexpr double kEnd = 0x1.ffffffp127;  // from here on a number rounds to infinity
  return value.is_number() && std::fabs(value.to_number<double>()) < kEnd;
}

class Fitting {
 public:
  Result<void> fit(json::Value& value, const Type& type) {
    if (const auto range = integer_range(type.kind)) {
      drop_fraction(value);
      return holds(*range, value) ? Result<void>() : misfit(value, describe(*range));
    }
    switch (type.kind) {
      case Kind::kBoolean: return expect(value.is_bool(), value, "true or false");
      case Kind::kFloat32: return expect(is_float(value), value, "a number");
      case Kind::kFloat64: return expect(value.is_number(), value, "a number");
      case Kind::kString: return expect(value.is_string(), value, "a string");
      case Kind::kBytes:
        return expect(value.is_string() && base64_decode(value.get_string()), value,
                      "bytes as base64");
      case Kind::kTimestamp: return fit_timestamp(value);
      case Kind::kNullable: return value.is_null() ? Result<void>() : fit(value, *type.element);
      case Kind::kList: return fit_items(value, *type.element);
      case Kind::kArray: return fit_array(value, type);
      case Kind::kMap: return fit_map(value, type);
      case Kind::kRecord: return fit_record(value, type);
      default: return misfit(value, fmt::format("a {}, of which nothing is known", type.name));
    }
  }

  Result<void> fit_arguments(json::Object& arguments, const Signature& function) {
    for (const Parameter& parameter : function.parameters) {
      if (parameter.default_value && !arguments.contains(parameter.name)) continue;
      MODUS_CHECK(fit_member(arguments, parameter.name, *parameter.type));
    }
    return refuse_others(arguments, function.parameters);
  }

 private:
  Result<void> expect(bool fits, const json::Value& value, std::string_view expected) const {
    return fits ? Result<void>() : misfit(value, expected);
  }

  Result<void> misfit(const json::Value& value, std::string_view expected) const {
    return fail(ErrorCode::kInvalidArgument, "{} should be {} but is {}", place(), expected,
                describe(value));
  }

  std::string place() const { return pointer_.empty() ? "it" : pointer_; }

  // Works on what is further in, under its name or number.
  template <class F>
  Result<void> within(std::string_view name, F&& work) {
    const std::size_t outer = pointer_.size();
    pointer_ += '/';
    pointer_ += json::escape_step(name);
    Result<void> result = work();
    pointer_.resize(outer);
    return result;
  }

  Result<void> fit_timestamp(json::Value& value) const {
    const auto instant = value.is_string() ? parse_timestamp(value.get_string()) : std::nullopt;
    const auto text = instant ? format_timestamp(*instant) : std::nullopt;
    if (!text) return misfit(value, "a date and time such as 2026-01-31T12:00:00Z");
    value = *text;
    return {};
  }

  Result<void> fit_items(json::Value& value, const Type& element) {
    if (!value.is_array()) return misfit(value, "a list");
    std::size_t at = 0;
    for (json::Value& item : value.get_array())
      MODUS_CHECK(within(fmt::format("{}", at++), [&] { return fit(item, element); }));
    return {};
  }

  Result<void> fit_array(json::Value& value, const Type& type) {
    const bool has_length = value.is_array() && value.get_array().size() == type.length;
    if (!has_length) return misfit(value, fmt::format("a list of {}", type.length));
    return fit_items(value, *type.element);
  }

  // A list of {key, value}.
  Result<void> fit_map(json::Value& value, const Type& type) {
    Type entry{.kind = Kind::kRecord,
               .fields = {{"key", type.key, {}}, {"value", type.element, {}}}};
    return fit_items(value, entry);
  }

  Result<void> fit_record(json::Value& value, const Type& type) {
    if (!value.is_object()) return misfit(value, "an object");
    json::Object& object = value.get_object();
    for (const Field& field : type.fields) MODUS_CHECK(fit_member(object, field.name, *field.type));
    return refuse_others(object, type.fields);
  }

  Result<void> fit_member(json::Object& object, std::string_view name, const Type& type) {
    json::Value* member = object.if_contains(name);
    if (member != nullptr) return within(name, [&] { return fit(*member, type); });
    if (!type.is_nullable())
      return fail(ErrorCode::kInvalidArgument, "{} has no \"{}\"", place(), name);
    object[name] = nullptr;
    return {};
  }

  // Every name that is known is there, or else a default takes its place.
  template <class Named>
  Result<void> refuse_others(const json::Object& object, const std::vector<Named>& known) const {
    for (const auto& member : object) {
      if (std::ranges::find(known, member.key(), &Named::name) != known.end()) continue;
      return fail(ErrorCode::kInvalidArgument, "{} has a member \"{}\" that does not belong there",
                  place(), excerpt(member.key()));
    }
    return {};
  }

  std::string pointer_;
};

}  // namespace

Result<void> fit_json(json::Value& value, const Type& type) { return Fitting().fit(value, type); }

Result<void> fit_arguments(json::Object& arguments, const Signature& function) {
  return Fitting().fit_arguments(arguments, function);
}

}  // namespace modus::types
