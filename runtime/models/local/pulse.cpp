// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/pulse.h"

#include <utility>

namespace modus::models::local {

bool Pulse::is_lost(std::optional<std::uint64_t> computed, const std::function<bool()>& answers) {
  const bool is_silent = computed && computed == std::exchange(last_, computed) && !answers();
  misses_ = is_silent ? misses_ + 1 : 0;
  return misses_ >= kLooks;
}

}  // namespace modus::models::local
