// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/value_json.h"

#include <cmath>

namespace modus::types {

void write_json(json::Writer& writer, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kAbsent:
    case Value::Kind::kNull: return writer.null();
    case Value::Kind::kBoolean: return writer.boolean(value.as_boolean());
    case Value::Kind::kInt: return writer.integer(value.as_int());
    case Value::Kind::kUint: return writer.integer(value.as_uint());
    case Value::Kind::kFloat:
      return std::isfinite(value.as_float()) ? writer.number(value.as_float()) : writer.null();
    case Value::Kind::kString: return writer.string(value.as_string());
    case Value::Kind::kList:
      writer.begin_array();
      for (const Value& item : value.as_list()) write_json(writer, item);
      return writer.end_array();
    case Value::Kind::kObject:
      writer.begin_object();
      for (const Member& member : value.as_object()) {
        writer.key(member.name);
        write_json(writer, member.value);
      }
      return writer.end_object();
  }
}

Value from_json(const json::Value& document, Arena& arena) {
  switch (document.kind()) {
    case boost::json::kind::null: return Value::null();
    case boost::json::kind::bool_: return Value::boolean(document.get_bool());
    case boost::json::kind::int64: return Value::integer(document.get_int64());
    case boost::json::kind::uint64: return Value::unsigned_integer(document.get_uint64());
    case boost::json::kind::double_: return Value::number(document.get_double());
    case boost::json::kind::string: return Value::string(copy_text(arena, document.get_string()));
    case boost::json::kind::array: {
      const auto items = make_span<Value>(arena, document.get_array().size());
      std::size_t at = 0;
      for (const json::Value& item : document.get_array()) items[at++] = from_json(item, arena);
      return Value::list(items);
    }
    case boost::json::kind::object: {
      const auto members = make_span<Member>(arena, document.get_object().size());
      std::size_t at = 0;
      for (const auto& member : document.get_object()) {
        members[at++] = {copy_text(arena, member.key()), from_json(member.value(), arena)};
      }
      return Value::object(members);
    }
  }
  return Value::null();
}

}  // namespace modus::types
