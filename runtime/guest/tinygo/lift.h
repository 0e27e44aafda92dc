// SPDX-License-Identifier: Apache-2.0
// Values out of a TinyGo guest's memory.
#pragma once

#include <string>
#include <vector>

#include "runtime/guest/lift_report.h"
#include "runtime/guest/tinygo/heap.h"
#include "runtime/guest/tinygo/shapes.h"
#include "runtime/types/projection.h"

namespace modus::guest::tinygo {

/// Reads values into a sink. Reading a map calls the guest, whose collector may run then: what is
/// read must be reachable for it (from a root, or from what the guest itself works with). A hostile
/// guest can make it fail, but not read outside of the memory, go on for ever or produce more than
/// the limits below and the sink's allow.
template <class Sink>
class Lifting {
 public:
  static constexpr std::size_t kMaxDepth = 64;
  static constexpr std::ptrdiff_t kMaxVisits = 5;  // of one address, along one path

  Lifting(Heap heap, Sink& sink, std::vector<ResultIssue>& issues)
      : heap_(heap), sink_(sink), report_(issues) {}

  /// The value that lies there. Fails when nothing at all can be shown. `projection` may be null.
  Result<void> lift(const Shape& shape, std::uint32_t address, const types::Projection* projection);

 private:
  template <class OtherSink>
  friend class Lifting;
  struct Items {
    std::uint32_t data;
    std::uint32_t count;
  };
  struct Entry {
    std::string sort_key;
    std::uint64_t key;
    std::uint64_t value;
  };

  Shown lift_value(const Shape& shape, std::uint64_t address, const types::Projection* projection);
  Shown lift_one(const Shape& shape, std::uint64_t address, const types::Projection* projection);
  Shown lift_string(std::uint64_t address);
  Shown lift_time(std::uint64_t address);
  Shown lift_slice(const Shape& shape, std::uint64_t address, const types::Projection* projection);
  Shown lift_pointer(const Shape& shape, std::uint64_t address,
                     const types::Projection* projection);
  Shown lift_array(const Shape& shape, std::uint64_t address, const types::Projection* projection);
  Shown lift_items(const Shape& element, std::uint64_t start, std::uint64_t count,
                   const types::Projection* projection);
  Shown lift_bytes(std::uint64_t start, std::uint64_t count);
  Shown lift_struct(const Shape& shape, std::uint64_t address, const types::Projection* projection);
  Shown lift_map(const Shape& shape, std::uint64_t address, const types::Projection* projection);
  Shown lift_entries(const Shape& shape, std::uint64_t address,
                     const types::Projection* projection);
  Shown lift_entry(const Shape& shape, const Entry& entry, const types::Projection* projection);
  Result<std::vector<Entry>> read_entries(const Shape& shape, std::uint32_t map);
  Result<std::string> sort_key(const Shape& key, std::uint64_t address);

  Result<Items> read_items(std::uint64_t header);
  /// Null, and failed, when the bytes do not lie within the memory. Valid until a map is read.
  const std::byte* find(std::uint64_t address, std::uint64_t length);
  bool is_within_limits();

  Heap heap_;
  Sink& sink_;
  LiftReport report_;
  std::vector<std::uint64_t> path_;  // where the pointers, slices and maps stand that lead here
};

}  // namespace modus::guest::tinygo
