// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/incoming.h"

#include <algorithm>

#include "runtime/base/base64.h"
#include "runtime/base/bytes.h"
#include "runtime/guest/numbers.h"

namespace modus::guest {
namespace {

using types::Value;

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

std::unexpected<Error> unexpected_kind(std::string_view expected, const Value& value) {
  return fail(ErrorCode::kInvalidArgument, "expected {}, got {}", expected,
              describe_kind(value.kind()));
}

Value without_null(const types::Type& type, const Value& value, BytesForm form) {
  if (!value.is_null() || form != BytesForm::kRaw) return value;
  switch (type.kind) {
    case types::Kind::kList:
    case types::Kind::kMap: return Value::list({});
    case types::Kind::kBytes: return Value::string({});
    default: return value;
  }
}

Error in_parameter(const Error& error, std::string_view name) {
  if (error.code() != ErrorCode::kInvalidArgument) return error;
  return Error(ErrorCode::kInvalidArgument,
               fmt::format("function parameter '{}' is invalid: {}", name, error.message()));
}

Result<std::vector<std::byte>> to_bytes(const Value& value, BytesForm form) {
  if (value.kind() != Value::Kind::kString) return unexpected_kind("a string", value);
  if (form == BytesForm::kBase64) return base64_decode(value.as_string());
  const Bytes raw = std::as_bytes(std::span(value.as_string()));
  return std::vector<std::byte>(raw.begin(), raw.end());
}

Result<std::vector<std::byte>> to_byte_list(const Value& list) {
  static const types::Type kByte{.kind = types::Kind::kUint8, .name = "u8"};
  std::vector<std::byte> bytes;
  for (const Value& item : list.as_list()) {
    const auto bits = to_scalar_bits(kByte, item);
    if (!bits) return std::unexpected(within(bits.error(), fmt::format("item {}", bytes.size())));
    bytes.push_back(static_cast<std::byte>(*bits));
  }
  return bytes;
}

Value find_field(const Value& object, std::string_view name) {
  if (const Value exact = object.find(name); !exact.is_absent()) return exact;
  for (const types::Member& member : object.as_object()) {
    if (equal_ignoring_case(member.name, name)) return member.value;
  }
  return {};
}

Result<std::vector<KeyAndValue>> to_entries(const Value& value) {
  std::vector<KeyAndValue> entries;
  if (value.kind() == Value::Kind::kObject) {
    for (const types::Member& member : value.as_object()) {
      entries.emplace_back(Value::string(member.name), member.value);
    }
    return entries;
  }
  if (value.kind() != Value::Kind::kList) {
    return unexpected_kind("a list of keys and values", value);
  }
  for (const Value& item : value.as_list()) {
    if (item.kind() != Value::Kind::kObject) return unexpected_kind("a key and a value", item);
    entries.emplace_back(item.find("key"), item.find("value"));
  }
  return entries;
}

}  // namespace modus::guest
