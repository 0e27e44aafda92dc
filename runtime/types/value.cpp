// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/value.h"

#include <algorithm>

namespace modus::types {

static_assert(sizeof(Value) == 16);

std::string_view copy_text(Arena& arena, std::string_view text) {
  const auto copy = make_span<char>(arena, text.size());
  std::copy(text.begin(), text.end(), copy.begin());
  return {copy.data(), copy.size()};
}

}  // namespace modus::types
