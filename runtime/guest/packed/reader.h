// SPDX-License-Identifier: Apache-2.0
// A block that a guest has packed. Nothing in there is trusted.
#pragma once

#include <cstdint>

#include "runtime/base/bytes.h"

namespace modus::guest::packed {

/// Reads from the front. What is not there is not read: null or false, and the place stays.
class Reader {
 public:
  explicit Reader(Bytes block) : at_(block.data()), end_(at_ + block.size()) {}

  std::uint64_t left() const { return static_cast<std::uint64_t>(end_ - at_); }

  const std::byte* take(std::uint64_t count) {
    if (count > left()) return nullptr;
    const std::byte* const from = at_;
    at_ += count;
    return from;
  }
  template <class T>
  bool read(T& value) {
    const std::byte* const from = take(sizeof value);
    if (from == nullptr) return false;
    value = load_le<T>(from);
    return true;
  }

  /// Places to go back to.
  const std::byte* place() const { return at_; }
  void go_to(const std::byte* place) { at_ = place; }
  Bytes rest() const { return {at_, end_}; }

 private:
  const std::byte* at_;
  const std::byte* end_;
};

}  // namespace modus::guest::packed
