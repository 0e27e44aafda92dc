// SPDX-License-Identifier: Apache-2.0
// Values into a guest's memory.
#pragma once

#include <vector>

#include "runtime/guest/assemblyscript/heap.h"
#include "runtime/guest/assemblyscript/shapes.h"
#include "runtime/guest/incoming.h"
#include "runtime/types/value.h"

namespace modus::guest::assemblyscript {

/// Writes values. The objects of top-level values are safe from the guest's collector until
/// release(). It runs only within allocations, so the newest object needs no pin: it gets one when
/// another is about to be allocated, which for most objects is never.
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
  Result<Pointer> write_object(const Shape& shape, const types::Value& given);
  Result<Pointer> write_string(const types::Value& value);
  Result<Pointer> write_box(const Shape& shape, const types::Value& value);
  Result<Pointer> write_json(const Shape& shape, const types::Value& value);
  Result<Pointer> write_class(const Shape& shape, const types::Value& value);
  Result<Pointer> write_array(const Shape& shape, const types::Value& value);
  Result<Pointer> write_typed_array(const Shape& shape, const types::Value& value);
  Result<Pointer> write_buffer(const types::Value& value);
  Result<Pointer> write_date(const Shape& shape, const types::Value& value);
  Result<Pointer> write_map(const Shape& shape, const types::Value& value);
  Result<Pointer> write_set(const Shape& shape, const types::Value& value);
  Result<Pointer> write_table(const Shape& shape, std::span<const KeyAndValue> pairs);
  struct NewArray {
    Pointer array;
    Pointer buffer;  // zeroed; 0 when the array is empty
  };
  Result<NewArray> make_array(const Shape& shape, std::uint64_t size);
  Result<Pointer> write_bytes(const Shape& shape, const types::Value& value);
  Result<Pointer> allocate(std::uint64_t size, std::uint32_t class_id);
  /// Lets go of all objects but the first `count`. They must be reachable from those by now.
  Result<void> keep_first(std::size_t count);

  Heap heap_;
  BytesForm bytes_form_;
  struct Object {
    Pointer pointer;
    bool is_pinned;
  };
  std::vector<Object> objects_;  // not let go of yet, in the order of allocation
  int depth_ = 0;
};

}  // namespace modus::guest::assemblyscript
