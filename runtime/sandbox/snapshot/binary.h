// SPDX-License-Identifier: Apache-2.0
// Names for the numbers of the binary format.
// https://webassembly.github.io/spec/core/binary/modules.html
#pragma once

#include <cstdint>

namespace modus::sandbox::snapshot {

enum SectionId : std::uint8_t {
  kCustomSection = 0,
  kTypeSection = 1,
  kImportSection = 2,
  kFunctionSection = 3,
  kTableSection = 4,
  kMemorySection = 5,
  kGlobalSection = 6,
  kExportSection = 7,
  kStartSection = 8,
  kElementSection = 9,
  kCodeSection = 10,
  kDataSection = 11,
  kDataCountSection = 12,
};
inline constexpr std::uint8_t kSectionKinds = 13;

/// Where a section stands among the others; custom sections stand anywhere.
constexpr int rank_of(std::uint8_t section) {
  if (section == kDataCountSection) return 2 * kElementSection + 1;
  return 2 * section;
}

enum ExternalKind : std::uint8_t { kFunctionKind, kTableKind, kMemoryKind, kGlobalKind };

enum TypeCode : std::uint8_t {
  kI32Type = 0x7f,
  kI64Type = 0x7e,
  kF32Type = 0x7d,
  kF64Type = 0x7c,
  kV128Type = 0x7b,
  kFunctionReferenceType = 0x70,
  kExternReferenceType = 0x6f,
  kFunctionType = 0x60,
};

constexpr bool is_reference(std::uint8_t type) {
  return type == kFunctionReferenceType || type == kExternReferenceType;
}
/// One of the types that take one byte.
constexpr bool is_value_type(std::uint8_t type) {
  return (type >= kV128Type && type <= kI32Type) || is_reference(type);
}

enum Opcode : std::uint8_t {
  kEnd = 0x0b,
  kI32Const = 0x41,
  kI64Const = 0x42,
  kF32Const = 0x43,
  kF64Const = 0x44,
  kMiscPrefix = 0xfc,
  kVectorPrefix = 0xfd,
};
inline constexpr std::uint8_t kMemoryInit = 8;    // after kMiscPrefix
inline constexpr std::uint8_t kDataDrop = 9;      // after kMiscPrefix
inline constexpr std::uint8_t kVectorConst = 12;  // after kVectorPrefix

inline constexpr std::uint64_t kPageBytes = 64u << 10;

}  // namespace modus::sandbox::snapshot
