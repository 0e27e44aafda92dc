// SPDX-License-Identifier: Apache-2.0
// What calls of models took and cost.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/observe/metrics/exposition.h"

namespace modus::observe {

/// One call of a model by a function.
struct ModelCall {
  std::string_view model;     // by its name in the manifest
  std::string_view provider;  // as OpenTelemetry names it; may be empty
  std::chrono::nanoseconds duration{};
  std::optional<std::chrono::nanoseconds> first_token = {};  // of a stream
  std::uint64_t input_tokens = 0;
  std::uint64_t cached_tokens = 0;  // of the input: the provider had them still
  std::uint64_t output_tokens = 0;
  double dollars = 0;
  std::uint64_t attempts = 1;  // requests sent
  bool is_cached = false;
  std::string_view error = {};  // its code; empty: none
};

/// Thread-safe. One lock for all: a model call takes thousands of times longer than it is held.
class ModelMetrics {
 public:
  /// Models and providers are those of manifests, so there are few.
  void ended(const ModelCall& call);

  void write(Exposition& exposition);

 private:
  struct Series {
    Series();
    Histogram seconds;
    Histogram first_token;
    std::uint64_t attempts = 0;
    std::uint64_t retries = 0;
    std::uint64_t cache_hits = 0;
    std::uint64_t input_tokens = 0;
    std::uint64_t cached_tokens = 0;
    std::uint64_t output_tokens = 0;
    double dollars = 0;
    std::map<std::string, std::uint64_t, std::less<>> errors;
  };
  using Key = std::pair<std::string, std::string>;  // model and provider

  void write_counters(Exposition& exposition) const;

  std::mutex mutex_;
  std::map<Key, Series> series_;
};

}  // namespace modus::observe
