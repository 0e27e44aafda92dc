// SPDX-License-Identifier: Apache-2.0
// Values into packed form.
#pragma once

#include <algorithm>
#include <concepts>
#include <string_view>
#include <vector>

#include "runtime/base/bytes.h"
#include "runtime/guest/incoming.h"
#include "runtime/guest/packed/shapes.h"
#include "runtime/types/value.h"

namespace modus::guest::packed {

/// Packs values one after another. After an error the block is worth nothing.
class Packing {
 public:
  /// For a guest whose memory may have so many bytes.
  Packing(BytesForm bytes_form, std::uint64_t max_memory_bytes)
      : bytes_form_(bytes_form), max_bytes_(std::min(max_memory_bytes, kMaxBlock)) {}

  /// Fails with kInvalidArgument when the value is none of that type, and with kResourceExhausted
  /// when the block outgrows the guest's memory or kMaxBlock: a short text of a client may say
  /// that there are many long arrays.
  Result<void> add(const Shape& shape, const types::Value& given);
  /// How a function's answer begins: with 0 before its results, or 1 before what went wrong.
  void begin_answer(bool has_succeeded) { put(static_cast<std::uint8_t>(has_succeeded ? 0 : 1)); }
  void add_text(std::string_view text) { put_text(text); }
  std::vector<std::byte> take() { return std::move(block_); }

 private:
  Result<void> add_scalar(const Shape& shape, const types::Value& value);
  Result<void> add_bytes(const Shape& shape, const types::Value& value);
  Result<void> add_timestamp(const types::Value& value);
  Result<void> add_json(const Shape& shape, const types::Value& value);
  Result<void> add_items(const Shape& shape, const types::Value& value);
  Result<void> add_each(const Shape& element, std::span<const types::Value> items);
  Result<void> add_scalars(const Shape& element, std::span<const types::Value> items);
  Result<void> add_map(const Shape& shape, const types::Value& value);
  Result<void> add_record(const Shape& shape, const types::Value& value);
  Result<void> add_composite(const Shape& shape, const types::Value& value);

  void put(std::integral auto value) { put_bytes(std::as_bytes(std::span(&value, 1))); }
  void put_bytes(Bytes bytes) { block_.insert(block_.end(), bytes.begin(), bytes.end()); }
  void put_text(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    put_bytes(std::as_bytes(std::span(text)));
  }
  void put_zeros(std::uint64_t count) { block_.resize(block_.size() + count); }

  BytesForm bytes_form_;
  std::uint64_t max_bytes_;
  std::vector<std::byte> block_;
  int depth_ = 0;
};

}  // namespace modus::guest::packed
