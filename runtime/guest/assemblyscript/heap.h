// SPDX-License-Identifier: Apache-2.0
// A guest's memory and allocator, with every address checked.
#pragma once

#include <cstdint>
#include <optional>

#include "runtime/base/bytes.h"
#include "runtime/base/result.h"
#include "runtime/sandbox/sandbox.h"

namespace modus::guest::assemblyscript {

/// The runtime helpers a module exports, as indices; nothing for those it lacks.
struct Helpers {
  std::optional<std::size_t> allocate;              // __new
  std::optional<std::size_t> pin;                   // __pin
  std::optional<std::size_t> unpin;                 // __unpin
  std::optional<std::size_t> set_arguments_length;  // __setArgumentsLength
};

/// For writing.
class Heap {
 public:
  Heap(sandbox::Instance& instance, const Helpers& helpers)
      : instance_(instance), helpers_(helpers) {}

  /// A zeroed object. The guest's collector may take it at the next allocation unless it is pinned
  /// or reached from something that is.
  Result<std::uint32_t> allocate(std::uint64_t size, std::uint32_t class_id);
  Result<void> pin(std::uint32_t pointer);
  Result<void> unpin(std::uint32_t pointer);
  Result<void> set_arguments_length(std::size_t count);

  template <class T>
  Result<void> put(std::uint64_t address, T value) {
    MODUS_TRY(bytes, at(address, sizeof value));
    store_le(bytes.data(), value);
    return {};
  }
  template <class T>
  Result<T> get(std::uint64_t address) {
    MODUS_TRY(bytes, at(address, sizeof(T)));
    return load_le<T>(bytes.data());
  }
  Result<void> put_bytes(std::uint64_t address, Bytes bytes);
  /// The memory itself, valid until the next allocation.
  Result<MutableBytes> at(std::uint64_t address, std::uint64_t length);

 private:
  Result<std::uint32_t> call(std::optional<std::size_t> helper,
                             std::span<const sandbox::WasmValue> arguments);

  sandbox::Instance& instance_;
  const Helpers& helpers_;
};

}  // namespace modus::guest::assemblyscript
