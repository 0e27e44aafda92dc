// SPDX-License-Identifier: Apache-2.0
// What of a memory differs from the zeros it begins with.
#pragma once

#include <cstddef>
#include <vector>

#include "runtime/base/bytes.h"

namespace modus::sandbox::snapshot {

struct MemoryRange {
  std::size_t offset = 0;
  Bytes contents;
};

/// Views of everything but zeros, in order. Ranges less than a page apart are one, so that there
/// are few even when the memory is sprinkled with values.
std::vector<MemoryRange> filled_ranges(Bytes memory);

}  // namespace modus::sandbox::snapshot
