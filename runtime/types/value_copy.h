// SPDX-License-Identifier: Apache-2.0
// Values that outlive what they were made from.
#pragma once

#include <cstddef>

#include "runtime/types/value.h"

namespace modus::types {

/// The same value with text, names and children in the arena.
Value copy(const Value& value, Arena& arena);

/// About what a copy takes.
std::size_t bytes_of(const Value& value);

}  // namespace modus::types
