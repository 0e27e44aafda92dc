// SPDX-License-Identifier: Apache-2.0
// Measurements that loops make without waiting for one another.
#pragma once

#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace modus::observe {

/// One T for each loop, on cache lines of its own. A loop takes the lock of its own, which nobody
/// contends for but who reads them all, once in many seconds. Thread-safe.
template <class T>
class Sharded {
 public:
  explicit Sharded(std::size_t loops) : shards_(loops) {}

  template <class Use>
  decltype(auto) with(std::size_t loop, Use&& use) {
    Shard& shard = shards_[loop];
    const std::scoped_lock lock(shard.mutex);
    return std::forward<Use>(use)(shard.held);
  }
  template <class Use>
  void for_each(Use&& use) {
    for (std::size_t i = 0; i < shards_.size(); ++i) with(i, use);
  }

 private:
  struct alignas(128) Shard {
    std::mutex mutex;
    T held;
  };
  std::vector<Shard> shards_;
};

}  // namespace modus::observe
