// SPDX-License-Identifier: Apache-2.0
// Requests to endpoints (contract section 8.9).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "runtime/observe/metrics/exposition.h"
#include "runtime/observe/metrics/sharded.h"

namespace modus::observe {

/// Thread-safe. Has as many series as apps have endpoints, so only names of endpoints may be given.
class HttpMetrics {
 public:
  explicit HttpMetrics(std::size_t loops) : shards_(loops) {}

  // On a loop, once for each request.
  void began(std::size_t loop);
  void ended(std::size_t loop, std::string_view endpoint, int status, std::uint64_t body_bytes,
             std::chrono::nanoseconds duration);

  void write(Exposition& exposition);

 private:
  struct Series {
    Series();
    Histogram seconds;
    Histogram sizes;
  };
  struct Shard {
    std::int64_t in_flight = 0;
    std::map<int, std::uint64_t> codes;
    std::map<std::string, Series, std::less<>> endpoints;
  };

  Sharded<Shard> shards_;
};

}  // namespace modus::observe
