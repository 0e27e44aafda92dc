// SPDX-License-Identifier: Apache-2.0
// A guest's memory with its allocator.
#pragma once

#include <cstdint>
#include <optional>

#include "runtime/base/result.h"
#include "runtime/guest/guest_memory.h"
#include "runtime/sandbox/sandbox.h"

namespace modus::guest::assemblyscript {

/// The runtime helpers a module exports, as indices; nothing for those it lacks.
struct Helpers {
  std::optional<std::size_t> allocate;              // __new
  std::optional<std::size_t> pin;                   // __pin
  std::optional<std::size_t> unpin;                 // __unpin
  std::optional<std::size_t> set_arguments_length;  // __setArgumentsLength
};

class Heap : public GuestMemory {
 public:
  Heap(sandbox::Instance& instance, const Helpers& helpers)
      : GuestMemory(instance), helpers_(helpers) {}

  /// A zeroed object. The guest's collector may take it at the next allocation unless it is pinned
  /// or reached from something that is.
  Result<std::uint32_t> allocate(std::uint64_t size, std::uint32_t class_id);
  Result<void> pin(std::uint32_t pointer);
  Result<void> unpin(std::uint32_t pointer);
  Result<void> set_arguments_length(std::size_t count);

 private:
  Result<std::uint32_t> call(std::optional<std::size_t> helper,
                             std::span<const sandbox::WasmValue> arguments);

  const Helpers& helpers_;
};

}  // namespace modus::guest::assemblyscript
