// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/value.h"

#include <algorithm>
#include <bit>

namespace modus::types {

static_assert(sizeof(Value) == 16);
static_assert(sizeof(BlockArena) <= 1032);

bool Value::is_same(const Value& other) const {
  if (kind_ != other.kind_ || size_ != other.size_) return false;
  switch (kind_) {
    case Kind::kAbsent:
    case Kind::kNull: return true;
    case Kind::kBoolean: return boolean_ == other.boolean_;
    case Kind::kInt: return int_ == other.int_;
    case Kind::kUint: return uint_ == other.uint_;
    case Kind::kFloat:
      return std::bit_cast<std::uint64_t>(float_) == std::bit_cast<std::uint64_t>(other.float_);
    case Kind::kString:
    case Kind::kList:
    case Kind::kObject: return data_ == other.data_;
  }
  return false;
}

std::string_view copy_text(Arena& arena, std::string_view text) {
  const auto copy = make_span<char>(arena, text.size());
  std::copy(text.begin(), text.end(), copy.begin());
  return {copy.data(), copy.size()};
}

}  // namespace modus::types
