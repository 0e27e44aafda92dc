// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/generate/default_values.h"

#include <cstdint>
#include <string_view>
#include <utility>

#include "runtime/json/writer.h"

namespace modus::graphql {
namespace {

using types::Kind;
using types::Type;

template <class T>
bool is_integer_of(const json::Value& value) {
  if (value.is_int64()) return std::in_range<T>(value.get_int64());
  return value.is_uint64() && std::in_range<T>(value.get_uint64());
}

bool fits(const json::Value& value, const Type& type) {
  switch (type.kind) {
    case Kind::kNullable: return value.is_null() || fits(value, *type.element);
    case Kind::kBoolean: return value.is_bool();
    case Kind::kInt8: return is_integer_of<std::int8_t>(value);
    case Kind::kInt16: return is_integer_of<std::int16_t>(value);
    case Kind::kInt32: return is_integer_of<std::int32_t>(value);
    case Kind::kInt64:
    case Kind::kDuration: return is_integer_of<std::int64_t>(value);
    case Kind::kUint8: return is_integer_of<std::uint8_t>(value);
    case Kind::kUint16: return is_integer_of<std::uint16_t>(value);
    case Kind::kUint32: return is_integer_of<std::uint32_t>(value);
    case Kind::kUint64: return is_integer_of<std::uint64_t>(value);
    case Kind::kFloat32:
    case Kind::kFloat64: return value.is_number();
    case Kind::kString: return value.is_string();
    case Kind::kArray:
      if (!value.is_array() || value.get_array().size() != type.length) return false;
      [[fallthrough]];
    case Kind::kList:
      if (!value.is_array()) return false;
      for (const json::Value& item : value.get_array()) {
        if (!fits(item, *type.element)) return false;
      }
      return true;
    case Kind::kVoid:
    case Kind::kBytes:
    case Kind::kTimestamp:
    case Kind::kMap:
    case Kind::kRecord:
    case Kind::kOpaque:
    case Kind::kStream: return false;
  }
  return false;
}

void write(const json::Value& value, json::Writer& writer) {
  switch (value.kind()) {
    case boost::json::kind::int64: return writer.integer(value.get_int64());
    case boost::json::kind::uint64: return writer.integer(value.get_uint64());
    case boost::json::kind::double_: return writer.number(value.get_double());
    case boost::json::kind::bool_: return writer.boolean(value.get_bool());
    case boost::json::kind::string: return writer.string(std::string_view(value.get_string()));
    case boost::json::kind::array:
      writer.begin_array();
      for (const json::Value& item : value.get_array()) write(item, writer);
      return writer.end_array();
    case boost::json::kind::null:
    case boost::json::kind::object: return writer.null();
  }
}

}  // namespace

std::optional<std::string> default_literal(const json::Value& value, const Type& type) {
  if (!fits(value, type)) return std::nullopt;
  json::Writer writer;
  write(value, writer);
  return writer.take();
}

}  // namespace modus::graphql
