// SPDX-License-Identifier: Apache-2.0
// Values into a TinyGo guest's memory.
#pragma once

#include <vector>

#include "runtime/guest/incoming.h"
#include "runtime/guest/tinygo/heap.h"
#include "runtime/guest/tinygo/shapes.h"
#include "runtime/types/value.h"

namespace modus::guest::tinygo {

/// Makes images of values: their bytes as they are to lie in memory. What they point to is put into
/// the guest, where it is pinned until release().
class Lowering {
 public:
  Lowering(Heap heap, BytesForm bytes_form) : heap_(heap), bytes_form_(bytes_form) {}

  Result<std::vector<std::byte>> make_image(const Shape& shape, const types::Value& value);
  Result<void> release();

 private:
  Result<void> write(MutableBytes to, const Shape& shape, const types::Value& value);
  Result<void> write_one(MutableBytes to, const Shape& shape, const types::Value& value);
  Result<void> write_string(MutableBytes to, const types::Value& value);
  Result<void> write_time(MutableBytes to, const types::Value& value);
  Result<void> write_slice(MutableBytes to, const Shape& shape, const types::Value& value);
  Result<void> write_pointer(MutableBytes to, const Shape& shape, const types::Value& value);
  Result<void> write_map(MutableBytes to, const Shape& shape, const types::Value& value);
  Result<void> write_array(MutableBytes to, const Shape& shape, const types::Value& value);
  Result<void> write_struct(MutableBytes to, const Shape& shape, const types::Value& value);
  Result<void> write_items(MutableBytes to, const Shape& element,
                           std::span<const types::Value> items, std::string_view what);
  /// A slice's header in the guest, whose elements are those.
  Result<std::uint32_t> make_slice(const Shape& shape, Bytes elements, std::uint64_t count);
  Result<std::uint32_t> pinned(Result<std::uint32_t> pointer);

  Heap heap_;
  BytesForm bytes_form_;
  std::vector<std::uint32_t> pinned_;
  int depth_ = 0;
};

}  // namespace modus::guest::tinygo
