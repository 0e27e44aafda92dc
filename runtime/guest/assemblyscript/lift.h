// SPDX-License-Identifier: Apache-2.0
// Values out of a guest's memory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/guest/assemblyscript/shapes.h"
#include "runtime/guest/lift_report.h"
#include "runtime/guest/memory_view.h"

namespace modus::guest::assemblyscript {

/// Reads values into a sink. A hostile guest can make it fail, but not read outside of the memory,
/// go on for ever or produce more than the limits
/// below and the sink's allow.
template <class Sink>
class Lifting {
 public:
  static constexpr std::size_t kMaxDepth = 64;
  static constexpr std::size_t kMaxVisits = 5;  // of one slot, along one path

  Lifting(MemoryView memory, Sink& sink, std::vector<ResultIssue>& issues)
      : memory_(memory), sink_(sink), report_(issues) {}

  /// A value as a function takes or returns it. Fails when nothing at all can be shown.
  Result<void> lift(const Shape& shape, const sandbox::WasmValue& value,
                    const types::Projection* projection);
  /// A value that lies in memory.
  Result<void> lift_at(const Shape& shape, std::uint64_t address,
                       const types::Projection* projection);

 private:
  template <class OtherSink>
  friend class Lifting;

  Result<void> conclude(Shown shown);
  Shown lift_slot(const Shape& shape, std::uint64_t address, const types::Projection* projection);
  Shown lift_pointer(const Shape& shape, std::uint32_t pointer,
                     const types::Projection* projection);
  Shown lift_object(const Shape& shape, std::uint32_t pointer, const types::Projection* projection);
  Shown lift_bytes(const Result<Bytes>& bytes);
  Shown lift_string(std::uint32_t pointer);
  Shown lift_box(const Shape& shape, std::uint32_t pointer);
  Shown lift_json(const Shape& shape, std::uint32_t pointer);
  Shown lift_class(const Shape& shape, std::uint32_t pointer, const types::Projection* projection);
  Shown lift_array(const Shape& shape, std::uint32_t pointer, const types::Projection* projection);
  Shown lift_static_array(const Shape& shape, std::uint32_t pointer,
                          const types::Projection* projection);
  Shown lift_items(const Shape& element, std::uint64_t start, std::uint64_t count,
                   const types::Projection* projection);
  Shown lift_date(std::uint32_t pointer);
  Shown lift_map(const Shape& shape, std::uint32_t pointer, const types::Projection* projection);
  Shown lift_set(const Shape& shape, std::uint32_t pointer, const types::Projection* projection);
  Shown lift_list(std::span<const std::uint64_t> addresses, auto&& lift_one);
  Shown lift_entry(const Shape& shape, std::uint64_t entry, const types::Projection* projection);
  Result<std::string> key_text(const Shape& key, std::uint64_t address) const;
  Result<std::vector<std::uint64_t>> list_entries(const Shape& shape, std::uint32_t pointer) const;
  Result<std::vector<std::uint64_t>> sort_by_key(const Shape& key,
                                                 std::vector<std::uint64_t> entries) const;

  /// Null, and failed, when the bytes do not lie within the memory.
  const std::byte* find(std::uint64_t address, std::uint64_t length) {
    const std::byte* const data = memory_.find(address, length);
    if (data == nullptr) report_.fail(memory_.at(address, length).error());
    return data;
  }
  /// False: it has failed.
  bool is_within_limits() {
    if (!sink_.is_full() && slots_.size() <= kMaxDepth) return true;
    report_.fail(sink_.is_full() ? sink_.too_large() : too_deep());
    return false;
  }
  static Error too_deep();

  MemoryView memory_;
  Sink& sink_;
  LiftReport report_;
  std::vector<std::uint64_t> slots_;  // of the pointers on the path
};

}  // namespace modus::guest::assemblyscript
