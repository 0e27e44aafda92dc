// SPDX-License-Identifier: Apache-2.0
// A guest's memory for reading and writing between calls into it, with every address checked.
#pragma once

#include <cstdint>

#include "runtime/base/bytes.h"
#include "runtime/base/result.h"
#include "runtime/sandbox/sandbox.h"

namespace modus::guest {

/// Each access fails with kGuestTrap when it does not lie within the memory. The instance must
/// outlive it.
class GuestMemory {
 public:
  explicit GuestMemory(sandbox::Instance& instance) : instance_(instance) {}

  /// The memory itself, valid until the next call into the guest, an allocation included.
  Result<MutableBytes> at(std::uint64_t address, std::uint64_t length);
  Result<void> put_bytes(std::uint64_t address, Bytes bytes);
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

 protected:
  sandbox::Instance& instance() { return instance_; }

 private:
  sandbox::Instance& instance_;
};

}  // namespace modus::guest
