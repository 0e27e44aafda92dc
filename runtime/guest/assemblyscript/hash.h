// SPDX-License-Identifier: Apache-2.0
// The hash of map keys as AssemblyScript's standard library computes it: xxHash32 with seed 0.
#pragma once

#include <cstdint>

#include "runtime/base/bytes.h"

namespace modus::guest::assemblyscript {

/// Of a string's UTF-16LE bytes.
std::uint32_t hash_bytes(Bytes bytes);

/// Of a number's bits. Narrow integers count as 32 sign- or zero-extended bits with their own size.
std::uint32_t hash_number(std::uint64_t bits, std::uint32_t size);

}  // namespace modus::guest::assemblyscript
