// SPDX-License-Identifier: Apache-2.0
// A TinyGo guest's memory and the helpers that its build tool generates (contract section 4.2).
#pragma once

#include <cstdint>
#include <optional>

#include "runtime/base/result.h"
#include "runtime/guest/guest_memory.h"
#include "runtime/sandbox/sandbox.h"

namespace modus::guest::tinygo {

/// The helpers a module exports, as indices; nothing for those it lacks.
struct Helpers {
  std::optional<std::size_t> malloc;
  std::optional<std::size_t> make_new;   // __new
  std::optional<std::size_t> make;       // __make
  std::optional<std::size_t> unpin;      // __unpin
  std::optional<std::size_t> read_map;   // __read_map
  std::optional<std::size_t> write_map;  // __write_map
};

Helpers find_helpers(const sandbox::Outline& module);

class Heap : public GuestMemory {
 public:
  Heap(sandbox::Instance& instance, const Helpers& helpers)
      : GuestMemory(instance), helpers_(helpers) {}

  /// Memory that the guest's collector keeps, with all that it leads to.
  Result<std::uint32_t> allocate_root(std::uint32_t size);
  /// A zeroed value of the type that a pointer type of that id leads to; pinned.
  Result<std::uint32_t> make_new(std::uint32_t id);
  /// The header of a string, slice or map variable of that id, with so many elements; pinned.
  Result<std::uint32_t> make(std::uint32_t id, std::uint64_t count);
  Result<void> unpin(std::uint32_t pointer);

  /// The headers of the slices of a map's keys and values. `variable` holds the map.
  struct Entries {
    std::uint32_t keys;
    std::uint32_t values;
  };
  Result<Entries> read_map(std::uint32_t id, std::uint32_t variable);
  Result<void> write_map(std::uint32_t id, std::uint32_t variable, Entries entries);

 private:
  Result<std::uint64_t> call(std::optional<std::size_t> helper, std::string_view name,
                             std::initializer_list<std::uint32_t> arguments);

  const Helpers& helpers_;
};

}  // namespace modus::guest::tinygo
