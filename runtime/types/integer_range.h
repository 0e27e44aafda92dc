// SPDX-License-Identifier: Apache-2.0
// Which integers the integer kinds hold.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "runtime/types/type.h"

namespace modus::types {

struct IntegerRange {
  std::int64_t min;
  std::uint64_t max;
};

/// Nothing for a kind that is no integer. A duration is an integer of nanoseconds.
constexpr std::optional<IntegerRange> integer_range(Kind kind) {
  const auto of = []<class T>(T) {
    return IntegerRange{std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
  };
  switch (kind) {
    case Kind::kInt8: return of(std::int8_t{});
    case Kind::kInt16: return of(std::int16_t{});
    case Kind::kInt32: return of(std::int32_t{});
    case Kind::kInt64:
    case Kind::kDuration: return of(std::int64_t{});
    case Kind::kUint8: return of(std::uint8_t{});
    case Kind::kUint16: return of(std::uint16_t{});
    case Kind::kUint32: return of(std::uint32_t{});
    case Kind::kUint64: return IntegerRange{0, std::numeric_limits<std::uint64_t>::max()};
    default: return std::nullopt;
  }
}

}  // namespace modus::types
