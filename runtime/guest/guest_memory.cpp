// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/guest_memory.h"

#include <cstring>
#include <limits>

namespace modus::guest {

Result<MutableBytes> GuestMemory::at(std::uint64_t address, std::uint64_t length) {
  if (address > std::numeric_limits<std::uint32_t>::max()) {
    return fail(ErrorCode::kGuestTrap, "address {} does not lie within the guest's memory",
                address);
  }
  return instance_.memory_at(static_cast<std::uint32_t>(address), length);
}

Result<void> GuestMemory::put_bytes(std::uint64_t address, Bytes bytes) {
  MODUS_TRY(to, at(address, bytes.size()));
  if (!bytes.empty()) std::memcpy(to.data(), bytes.data(), bytes.size());
  return {};
}

}  // namespace modus::guest
