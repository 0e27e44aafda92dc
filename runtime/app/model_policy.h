// SPDX-License-Identifier: Apache-2.0
// What modus.json says about calling a model when things go wrong or too fast:
// docs/models/resilience.md; and what it may take: docs/models/budgets.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "runtime/app/manifest_reader.h"
#include "runtime/app/model_budget.h"
#include "runtime/base/result.h"

namespace modus::app {

struct ModelTimeouts {
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds first_byte{120'000};  // from the request's end to the answer's begin
  std::chrono::milliseconds total{600'000};       // retries and waits included

  bool operator==(const ModelTimeouts&) const = default;
};

struct ModelRetries {
  std::uint64_t max = 2;
  std::chrono::milliseconds base{500};    // the first wait is at most this long, the next twice, …
  std::chrono::milliseconds most{8'000};  // no wait is longer, whatever the provider asks for

  bool operator==(const ModelRetries&) const = default;
};

/// The circuit breaker opens when in one window that many calls failed, and at least half of all.
struct ModelBreaker {
  std::uint64_t failures = 5;  // 0: never opens
  std::chrono::milliseconds window{30'000};
  std::chrono::milliseconds open{10'000};

  bool operator==(const ModelBreaker&) const = default;
};

struct ModelLimits {
  std::optional<std::uint64_t> concurrent = {};
  std::optional<std::uint64_t> requests_per_minute = {};

  bool operator==(const ModelLimits&) const = default;
};

enum class CacheStore { kMemory, kSqlite };

struct ModelCache {
  std::chrono::seconds ttl{0};
  CacheStore store = CacheStore::kMemory;
  std::uint64_t max_bytes = 0;

  bool operator==(const ModelCache&) const = default;
};

struct ModelPolicy {
  ModelTimeouts timeouts = {};
  ModelRetries retries = {};
  ModelBreaker breaker = {};
  ModelLimits limits = {};
  std::optional<ModelCache> cache = {};
  ModelBudget budget = {};
  std::optional<ModelPrice> price = {};  // instead of the one we know

  bool operator==(const ModelPolicy&) const = default;
};

/// Reads a model's "timeouts", "retries", "breaker", "limits", "cache", "budget" and "price".
Result<ModelPolicy> read_model_policy(const ManifestNode& model);

}  // namespace modus::app
