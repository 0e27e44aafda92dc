// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/projection.h"

namespace modus::types {

const Projection& whole_entry() {
  static const Projection whole = [] {
    Projection both;
    both.entries.resize(2);
    both.entries[0].key = "key";
    both.entries[1].key = "value";
    both.entries[1].field = 1;
    return both;
  }();
  return whole;
}

}  // namespace modus::types
