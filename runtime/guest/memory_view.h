// SPDX-License-Identifier: Apache-2.0
// Reading a guest's memory between two calls into it. Nothing in there is trusted.
#pragma once

#include <cstdint>

#include "runtime/base/bytes.h"
#include "runtime/base/result.h"

namespace modus::guest {

class MemoryView {
 public:
  explicit MemoryView(Bytes memory) : memory_(memory) {}

  /// Null when the bytes do not lie within the memory.
  const std::byte* find(std::uint64_t address, std::uint64_t length) const {
    const bool is_within = address <= memory_.size() && length <= memory_.size() - address;
    return is_within ? memory_.data() + address : nullptr;
  }
  /// Fails with kGuestTrap when the bytes do not lie within the memory.
  Result<Bytes> at(std::uint64_t address, std::uint64_t length) const {
    const std::byte* const data = find(address, length);
    if (data == nullptr) {
      return fail(ErrorCode::kGuestTrap,
                  "the result is damaged: {} bytes at address {} do not lie within the guest's "
                  "memory",
                  length, address);
    }
    return Bytes(data, length);
  }
  template <class T>
  Result<T> get(std::uint64_t address) const {
    MODUS_TRY(bytes, at(address, sizeof(T)));
    return load_le<T>(bytes.data());
  }

  /// The payload of a string or ArrayBuffer, whose header must carry that runtime id.
  Result<Bytes> payload(std::uint32_t pointer, std::uint32_t id, std::string_view type) const {
    constexpr std::uint32_t kHeader = 8;  // rtId, rtSize before the payload
    if (pointer >= kHeader) {
      MODUS_TRY(header, at(pointer - kHeader, kHeader));
      if (load_le<std::uint32_t>(header.data()) == id) {
        return at(pointer, load_le<std::uint32_t>(header.data() + 4));
      }
    }
    return fail(ErrorCode::kGuestTrap, "the result is damaged: address {} holds no {}", pointer,
                type);
  }

 private:
  Bytes memory_;
};

}  // namespace modus::guest
