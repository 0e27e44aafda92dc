// SPDX-License-Identifier: Apache-2.0
// Values out of a guest's memory.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/guest/assemblyscript/memory_view.h"
#include "runtime/guest/assemblyscript/shapes.h"
#include "runtime/guest/convention.h"

namespace modus::guest::assemblyscript {

inline constexpr std::size_t kMaxLiftedSize = 32u << 20;  // of what one lifting produces

/// Reads values into a sink. A hostile guest can make it fail, but not read outside of the memory,
/// go on for ever or produce more than the limits below.
template <class Sink>
class Lifting {
 public:
  static constexpr std::size_t kMaxDepth = 64;
  static constexpr std::size_t kMaxVisits = 5;  // of one slot, along one path
  static constexpr std::size_t kMaxIssues = 100;

  Lifting(MemoryView memory, Sink& sink, std::vector<ResultIssue>& issues)
      : memory_(memory), sink_(sink), issues_(issues) {}

  /// A value as a function takes or returns it. Fails when nothing at all can be shown.
  Result<void> lift(const Shape& shape, const sandbox::WasmValue& value,
                    const types::Projection* projection);

 private:
  template <class OtherSink>
  friend class Lifting;

  /// Whether a value was written. False: an issue says why not, and the nearest nullable position
  /// becomes null.
  using Shown = Result<bool>;

  Shown lift_slot(const Shape& shape, std::uint64_t address, const types::Projection* projection);
  Shown lift_scalar(const types::Type& type, std::uint64_t bits);
  Shown lift_pointer(const Shape& shape, std::uint32_t pointer,
                     const types::Projection* projection);
  Shown lift_object(const Shape& shape, std::uint32_t pointer, const types::Projection* projection);
  Shown lift_string(std::uint32_t pointer);
  Shown lift_class(const Shape& shape, std::uint32_t pointer, const types::Projection* projection);
  Shown lift_array(const Shape& shape, std::uint32_t pointer, const types::Projection* projection);
  Shown lift_date(std::uint32_t pointer);
  Shown lift_map(const Shape& shape, std::uint32_t pointer, const types::Projection* projection);
  Shown lift_entry(const Shape& shape, std::uint64_t entry, const types::Projection* projection);
  Result<std::string> key_text(const Shape& key, std::uint64_t address) const;
  Result<std::vector<std::uint64_t>> list_entries(const Shape& shape, std::uint32_t pointer);

  /// Under a place of the path, such as a key or an index.
  template <class Place, class Body>
  Shown at(Place place, Body body) {
    path_.emplace_back(place);
    Shown shown = body();
    path_.pop_back();
    return shown;
  }
  Shown refuse(std::string message);
  Result<void> check_limits() const;

  MemoryView memory_;
  Sink& sink_;
  std::vector<ResultIssue>& issues_;
  std::vector<std::variant<std::string_view, std::size_t>> path_;
  std::vector<std::uint64_t> slots_;  // of the pointers on the path
  std::string text_;                  // scratch
};

}  // namespace modus::guest::assemblyscript
