// SPDX-License-Identifier: Apache-2.0
// Reads the binary format. Nothing is read out of bounds: a read that does not fit gives zero or
// nothing, and from then on ok() is false.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "runtime/base/bytes.h"

namespace modus::sandbox::snapshot {

class Reader {
 public:
  explicit Reader(Bytes bytes) : bytes_(bytes) {}

  bool ok() const { return !failed_; }
  bool at_end() const { return offset_ == bytes_.size(); }

  std::uint8_t byte() {
    const Bytes taken = take(1);
    return taken.empty() ? 0 : std::to_integer<std::uint8_t>(taken[0]);
  }
  std::uint32_t u32() { return static_cast<std::uint32_t>(leb(5, 0xffff'ffffu)); }
  std::uint64_t u64() { return leb(10, ~0ull); }
  /// A signed number, whose value nobody needs.
  void skip_s32() { skip_leb(5); }
  void skip_s64() { skip_leb(10); }

  Bytes take(std::size_t count) {
    if (count > bytes_.size() - offset_) return fail();
    const Bytes taken = bytes_.subspan(offset_, count);
    offset_ += count;
    return taken;
  }
  /// As many bytes as the number before them says.
  Bytes sized() {
    const std::uint32_t size = u32();
    return take(size);
  }
  std::string_view name() {
    const Bytes text = sized();
    return {reinterpret_cast<const char*>(text.data()), text.size()};
  }

  std::size_t offset() const { return offset_; }
  /// What was read since then.
  Bytes since(std::size_t offset) const {
    return failed_ ? Bytes() : bytes_.subspan(offset, offset_ - offset);
  }
  Bytes rest() const { return bytes_.subspan(offset_); }

 private:
  Bytes fail() {
    failed_ = true;
    offset_ = bytes_.size();
    return {};
  }
  std::uint64_t leb(int max_bytes, std::uint64_t max_value) {
    std::uint64_t value = 0;
    for (int i = 0; i < max_bytes; ++i) {
      const std::uint64_t next = byte();
      const std::uint64_t bits = next & 0x7f;
      const int shift = 7 * i;
      if (bits > max_value >> shift) break;
      value |= bits << shift;
      if (next < 0x80) return value;
    }
    fail();
    return 0;
  }
  void skip_leb(int max_bytes) {
    for (int i = 0; i < max_bytes; ++i) {
      if (byte() < 0x80) return;
    }
    fail();
  }

  Bytes bytes_;
  std::size_t offset_ = 0;
  bool failed_ = false;
};

}  // namespace modus::sandbox::snapshot
