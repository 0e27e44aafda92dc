// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/model_policy.h"

#include <string_view>

namespace modus::app {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kDayMs = 86'400'000;
constexpr std::uint64_t kYearSeconds = 31'536'000;
constexpr std::uint64_t kMostRetries = 20;
constexpr std::uint64_t kMostCalls = 1'000'000;
constexpr std::uint64_t kMemoryCacheBytes = 16u << 20;
constexpr std::uint64_t kSqliteCacheBytes = 256u << 20;
constexpr std::uint64_t kMostCacheBytes = 1ull << 40;

// Leaves the value alone when the key is absent.
Result<void> read_number(const ManifestNode& node, std::string_view key, std::uint64_t least,
                         std::uint64_t most, std::uint64_t& value) {
  MODUS_TRY(number, node.integer(key, least, most));
  value = number.value_or(value);
  return {};
}

Result<void> read_time(const ManifestNode& node, std::string_view key, milliseconds& value) {
  MODUS_TRY(number, node.integer(key, 1, kDayMs));
  if (number) value = milliseconds(*number);
  return {};
}

Result<void> read_timeouts(const ManifestNode& model, ModelTimeouts& timeouts) {
  MODUS_TRY(node, model.object("timeouts"));
  if (!node) return {};
  MODUS_CHECK(read_time(*node, "connectMs", timeouts.connect));
  MODUS_CHECK(read_time(*node, "firstByteMs", timeouts.first_byte));
  return read_time(*node, "totalMs", timeouts.total);
}

Result<void> read_retries(const ManifestNode& model, ModelRetries& retries) {
  MODUS_TRY(node, model.object("retries"));
  if (!node) return {};
  MODUS_CHECK(read_number(*node, "max", 0, kMostRetries, retries.max));
  MODUS_CHECK(read_time(*node, "baseMs", retries.base));
  return read_time(*node, "mostMs", retries.most);
}

Result<void> read_breaker(const ManifestNode& model, ModelBreaker& breaker) {
  MODUS_TRY(node, model.object("breaker"));
  if (!node) return {};
  MODUS_CHECK(read_number(*node, "failures", 0, kMostCalls, breaker.failures));
  MODUS_CHECK(read_time(*node, "windowMs", breaker.window));
  return read_time(*node, "openMs", breaker.open);
}

Result<void> read_limits(const ManifestNode& model, ModelLimits& limits) {
  MODUS_TRY(node, model.object("limits"));
  if (!node) return {};
  MODUS_TRY(concurrent, node->integer("concurrent", 1, kMostCalls));
  MODUS_TRY(requests, node->integer("requestsPerMinute", 1, kMostCalls));
  limits = {.concurrent = concurrent, .requests_per_minute = requests};
  return {};
}

Result<void> read_cache(const ManifestNode& model, std::optional<ModelCache>& cache) {
  MODUS_TRY(node, model.object("cache"));
  if (!node) return {};
  MODUS_TRY(ttl, node->integer("ttlSeconds", 1, kYearSeconds));
  if (!ttl) return node->wrong("ttlSeconds", "is missing");
  MODUS_TRY(store, node->string("store"));
  if (store && *store != "memory" && *store != "sqlite")
    return node->wrong("store", R"(is "{}"; allowed: "memory", "sqlite")", *store);
  const bool on_disk = store == "sqlite";
  cache = {.ttl = std::chrono::seconds(*ttl),
           .store = on_disk ? CacheStore::kSqlite : CacheStore::kMemory,
           .max_bytes = on_disk ? kSqliteCacheBytes : kMemoryCacheBytes};
  return read_number(*node, "maxBytes", 1, kMostCacheBytes, cache->max_bytes);
}

}  // namespace

Result<ModelPolicy> read_model_policy(const ManifestNode& model) {
  ModelPolicy policy;
  MODUS_CHECK(read_timeouts(model, policy.timeouts));
  MODUS_CHECK(read_retries(model, policy.retries));
  MODUS_CHECK(read_breaker(model, policy.breaker));
  MODUS_CHECK(read_limits(model, policy.limits));
  MODUS_CHECK(read_cache(model, policy.cache));
  MODUS_TRY(budget, read_model_budget(model));
  MODUS_TRY(price, read_model_price(model));
  policy.budget = budget;
  policy.price = price;
  return policy;
}

}  // namespace modus::app
