// SPDX-License-Identifier: Apache-2.0
// How often functions ran, and how long (contract section 8.9).
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "runtime/observe/metrics/exposition.h"
#include "runtime/observe/metrics/sharded.h"

namespace modus::observe {

/// Thread-safe. Has as many series as apps have functions, so only names of functions may be given.
class FunctionMetrics {
 public:
  explicit FunctionMetrics(std::size_t loops) : shards_(loops) {}

  /// On a loop: a function has ended, well or not.
  void ended(std::size_t loop, std::string_view function, std::chrono::nanoseconds duration);

  void write(Exposition& exposition);

 private:
  struct Series {
    Series();
    Histogram durations;  // milliseconds
    SlidingSketch recent;
  };
  using Shard = std::map<std::string, Series, std::less<>>;

  Sharded<Shard> shards_;
};

}  // namespace modus::observe
