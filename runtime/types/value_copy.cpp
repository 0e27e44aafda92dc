// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/value_copy.h"

#include <algorithm>

namespace modus::types {

Value copy(const Value& value, Arena& arena) {
  switch (value.kind()) {
    case Value::Kind::kString: return Value::string(copy_text(arena, value.as_string()));
    case Value::Kind::kList: {
      const auto items = make_span<Value>(arena, value.as_list().size());
      std::ranges::transform(value.as_list(), items.begin(),
                             [&](const Value& item) { return copy(item, arena); });
      return Value::list(items);
    }
    case Value::Kind::kObject: {
      const auto members = make_span<Member>(arena, value.as_object().size());
      std::ranges::transform(value.as_object(), members.begin(), [&](const Member& member) {
        return Member{copy_text(arena, member.name), copy(member.value, arena)};
      });
      return Value::object(members);
    }
    default: return value;
  }
}

std::size_t bytes_of(const Value& value) {
  std::size_t bytes = sizeof(Value);
  if (value.kind() == Value::Kind::kString) return bytes + value.as_string().size();
  if (value.kind() == Value::Kind::kList) {
    for (const Value& item : value.as_list()) bytes += bytes_of(item);
  } else if (value.kind() == Value::Kind::kObject) {
    for (const Member& member : value.as_object())
      bytes += sizeof(std::string_view) + member.name.size() + bytes_of(member.value);
  }
  return bytes;
}

}  // namespace modus::types
