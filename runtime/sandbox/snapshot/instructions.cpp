// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/snapshot/instructions.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "runtime/sandbox/snapshot/binary.h"

namespace modus::sandbox::snapshot {
namespace {

// What follows an opcode.
enum class Operand : std::uint8_t {
  kUnknown,  // not an opcode
  kNothing,
  kByte,
  kIndex,
  kTwoIndices,
  kS32,
  kBlockType,
  kHeapType,
  kS64,
  kFourBytes,
  kEightBytes,
  kSixteenBytes,
  kAddress,         // alignment and offset
  kAddressAndLane,  // and a byte
  kBranches,
  kTypes,
  kDataThenIndex,
  kDroppedData,
  kTableChange,
  kMiscPrefix,
  kVectorPrefix,
};

template <std::size_t size>
using Operands = std::array<Operand, size>;

constexpr void set(auto& table, std::size_t first, std::size_t last, Operand operand) {
  for (std::size_t i = first; i <= last; ++i) table[i] = operand;
}

constexpr Operands<256> make_plain() {
  using enum Operand;
  Operands<256> table{};
  set(table, 0x00, 0x01, kNothing);    // unreachable, nop
  set(table, 0x02, 0x04, kBlockType);  // block, loop, if
  table[0x05] = kNothing;              // else
  table[0x0b] = kNothing;              // end
  set(table, 0x0c, 0x0d, kIndex);      // br, br_if
  table[0x0e] = kBranches;             // br_table
  table[0x0f] = kNothing;              // return
  table[0x10] = kIndex;                // call
  table[0x11] = kTwoIndices;           // call_indirect
  table[0x12] = kIndex;                // return_call
  table[0x13] = kTwoIndices;           // return_call_indirect
  set(table, 0x1a, 0x1b, kNothing);    // drop, select
  table[0x1c] = kTypes;                // select with types
  set(table, 0x20, 0x25, kIndex);      // local.*, global.*, table.get
  table[0x26] = kTableChange;          // table.set
  set(table, 0x28, 0x3e, kAddress);    // loads and stores
  set(table, 0x3f, 0x40, kIndex);      // memory.size, memory.grow
  table[0x41] = kS32;                  // i32.const
  table[0x42] = kS64;                  // i64.const
  table[0x43] = kFourBytes;            // f32.const
  table[0x44] = kEightBytes;           // f64.const
  set(table, 0x45, 0xc4, kNothing);    // arithmetic
  table[0xd0] = kHeapType;             // ref.null
  table[0xd1] = kNothing;              // ref.is_null
  table[0xd2] = kIndex;                // ref.func
  table[0xfc] = Operand::kMiscPrefix;
  table[0xfd] = Operand::kVectorPrefix;
  return table;
}

constexpr Operands<18> make_misc() {
  using enum Operand;
  Operands<18> table{};
  set(table, 0, 7, kNothing);  // saturating conversions
  table[kMemoryInit] = kDataThenIndex;
  table[kDataDrop] = kDroppedData;
  table[10] = kTwoIndices;           // memory.copy
  table[11] = kIndex;                // memory.fill
  set(table, 12, 15, kTableChange);  // table.init, elem.drop, table.copy, table.grow
  table[16] = kIndex;                // table.size
  table[17] = kTableChange;          // table.fill
  return table;
}

constexpr Operands<0x114> make_vector() {
  using enum Operand;
  Operands<0x114> table{};
  set(table, 0, 0x113, kNothing);
  set(table, 0, 11, kAddress);  // loads and stores
  table[kVectorConst] = kSixteenBytes;
  table[13] = kSixteenBytes;            // i8x16.shuffle
  set(table, 21, 34, kByte);            // extract_lane, replace_lane
  set(table, 84, 91, kAddressAndLane);  // load*_lane, store*_lane
  set(table, 92, 93, kAddress);         // load*_zero
  for (const std::size_t unassigned :
       {0x9au, 0xa2u, 0xa5u, 0xa6u, 0xafu, 0xb0u, 0xb2u, 0xb3u, 0xb4u, 0xbbu,
        0xc2u, 0xc5u, 0xc6u, 0xcfu, 0xd0u, 0xd2u, 0xd3u, 0xd4u, 0xe2u, 0xeeu}) {
    table[unassigned] = kUnknown;
  }
  return table;
}

constexpr auto kPlain = make_plain();
constexpr auto kMisc = make_misc();
constexpr auto kVector = make_vector();

template <std::size_t size>
Operand find(const Operands<size>& table, std::uint32_t opcode) {
  return opcode < size ? table[opcode] : Operand::kUnknown;
}

void skip_address(Reader& reader) {
  // With this bit set the number of a memory follows, which only several memories need.
  constexpr std::uint32_t kNamesMemory = 1u << 6;
  if (reader.u32() & kNamesMemory) reader.u32();
  reader.u64();
}

void skip_branches(Reader& reader) {
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) reader.u32();
  reader.u32();
}

std::uint32_t read_data_index(Reader& reader, DataUse& use) {
  const std::uint32_t index = reader.u32();
  if (index < ~0u) use.end = std::max(use.end, index + 1);
  return index;
}

// Types of one byte only: were a longer one taken for short, the reading would go on in the middle
// of an instruction.
bool skip_block_type(Reader& reader) {
  constexpr std::uint8_t kEmpty = 0x40;
  const Reader before = reader;
  const std::uint8_t first = reader.byte();
  if (first == kEmpty || is_value_type(first)) return true;
  reader = before;  // the index of a function type
  reader.skip_s64();
  return first < kEmpty || first >= 0x80;
}

bool skip_types(Reader& reader) {
  for (const std::byte type : reader.sized()) {
    if (!is_value_type(std::to_integer<std::uint8_t>(type))) return false;
  }
  return true;
}

std::unexpected<Error> unknown_instruction() {
  return fail(ErrorCode::kInvalidArgument, "its code has instructions of a later WebAssembly");
}

Result<void> skip_operand(Reader& reader, Operand operand, DataUse& use) {
  switch (operand) {
    case Operand::kNothing: break;
    case Operand::kByte: reader.byte(); break;
    case Operand::kIndex: reader.u32(); break;
    case Operand::kTwoIndices: reader.u32(), reader.u32(); break;
    case Operand::kS32: reader.skip_s32(); break;
    case Operand::kS64: reader.skip_s64(); break;
    case Operand::kFourBytes: reader.take(4); break;
    case Operand::kEightBytes: reader.take(8); break;
    case Operand::kSixteenBytes: reader.take(16); break;
    case Operand::kAddress: skip_address(reader); break;
    case Operand::kAddressAndLane: skip_address(reader), reader.byte(); break;
    case Operand::kBranches: skip_branches(reader); break;
    case Operand::kDataThenIndex: read_data_index(reader, use), reader.u32(); break;
    case Operand::kDroppedData: use.dropped.insert(read_data_index(reader, use)); break;
    case Operand::kBlockType:
      return skip_block_type(reader) ? Result<void>() : unknown_instruction();
    case Operand::kHeapType:
      return is_reference(reader.byte()) ? Result<void>() : unknown_instruction();
    case Operand::kTypes: return skip_types(reader) ? Result<void>() : unknown_instruction();
    case Operand::kTableChange: return fail(ErrorCode::kInvalidArgument, "its code changes tables");
    default: return unknown_instruction();
  }
  return {};
}

// Gives the first byte of the opcode.
Result<std::uint8_t> skip_instruction(Reader& reader, DataUse& use) {
  const std::uint8_t opcode = reader.byte();
  Operand operand = kPlain[opcode];
  if (operand == Operand::kMiscPrefix) operand = find(kMisc, reader.u32());
  if (operand == Operand::kVectorPrefix) operand = find(kVector, reader.u32());
  MODUS_CHECK(skip_operand(reader, operand, use));
  return opcode;
}

Result<void> scan_function(Bytes body, DataUse& use) {
  Reader reader(body);
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
    reader.u32();  // how many locals of one type
    if (!is_value_type(reader.byte())) return unknown_instruction();
  }
  while (reader.ok() && !reader.at_end()) {
    if (auto opcode = skip_instruction(reader, use); !opcode) {
      return std::unexpected(std::move(opcode).error());
    }
  }
  if (!reader.ok()) return fail(ErrorCode::kInvalidArgument, "its code is malformed");
  return {};
}

}  // namespace

Result<DataUse> scan_code(Bytes section) {
  DataUse use;
  Reader reader(section);
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
    MODUS_CHECK(scan_function(reader.sized(), use));
  }
  if (!reader.ok()) return fail(ErrorCode::kInvalidArgument, "its code is malformed");
  return use;
}

Result<void> skip_expression(Reader& reader) {
  DataUse none;
  while (reader.ok()) {
    MODUS_TRY(opcode, skip_instruction(reader, none));
    if (opcode == kEnd) break;
  }
  return {};
}

}  // namespace modus::sandbox::snapshot
