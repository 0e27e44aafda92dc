// SPDX-License-Identifier: Apache-2.0
// Values into a guest's memory.
#pragma once

#include <vector>

#include "runtime/guest/assemblyscript/heap.h"
#include "runtime/guest/assemblyscript/shapes.h"
#include "runtime/types/value.h"

namespace modus::guest::assemblyscript {

/// How bytes come: clients send base64 text, host functions the bytes themselves.
enum class BytesForm { kBase64, kRaw };

/// Writes values. What a top-level value points to stays pinned until release().
class Lowering {
 public:
  Lowering(Heap heap, BytesForm bytes_form) : heap_(heap), bytes_form_(bytes_form) {}

  /// The value as a function takes or returns it.
  Result<sandbox::WasmValue> lower(const Shape& shape, const types::Value& value);
  Result<void> release();

  Heap& heap() { return heap_; }

 private:
  using Pointer = std::uint32_t;

  Result<void> write_slot(const Shape& shape, const types::Value& value, std::uint64_t address);
  Result<Pointer> write_object(const Shape& shape, const types::Value& value);
  Result<Pointer> write_string(const types::Value& value);
  Result<Pointer> write_class(const Shape& shape, const types::Value& value);
  Result<Pointer> write_array(const Shape& shape, const types::Value& value);
  Result<Pointer> write_typed_array(const Shape& shape, const types::Value& value);
  Result<Pointer> write_buffer(const types::Value& value);
  Result<Pointer> write_date(const Shape& shape, const types::Value& value);
  Result<Pointer> write_map(const Shape& shape, const types::Value& value);
  Result<Pointer> make_array(const Shape& shape, Bytes contents);
  Result<std::vector<std::byte>> to_bytes(const types::Value& value);
  Result<Pointer> allocate(std::uint64_t size, std::uint32_t class_id);
  Result<void> unpin_after(std::size_t mark);

  Heap heap_;
  BytesForm bytes_form_;
  std::vector<Pointer> pinned_;  // in the order of allocation
  int depth_ = 0;
};

}  // namespace modus::guest::assemblyscript
