// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/model_policy.h"

#include <array>
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

// An object of a model in which all keys are ours: a slip would go unnoticed.
Result<std::optional<ManifestNode>> read_object(const ManifestNode& model, std::string_view key,
                                                std::span<const std::string_view> keys) {
  MODUS_TRY(node, model.object(key));
  if (node) MODUS_CHECK(node->allow_only(keys));
  return node;
}

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
  static constexpr std::array<std::string_view, 3> kKeys{"connectMs", "firstByteMs", "totalMs"};
  MODUS_TRY(node, read_object(model, "timeouts", kKeys));
  if (!node) return {};
  MODUS_CHECK(read_time(*node, "connectMs", timeouts.connect));
  MODUS_CHECK(read_time(*node, "firstByteMs", timeouts.first_byte));
  return read_time(*node, "totalMs", timeouts.total);
}

Result<void> read_retries(const ManifestNode& model, ModelRetries& retries) {
  static constexpr std::array<std::string_view, 3> kKeys{"max", "baseMs", "mostMs"};
  MODUS_TRY(node, read_object(model, "retries", kKeys));
  if (!node) return {};
  MODUS_CHECK(read_number(*node, "max", 0, kMostRetries, retries.max));
  MODUS_CHECK(read_time(*node, "baseMs", retries.base));
  return read_time(*node, "mostMs", retries.most);
}

Result<void> read_breaker(const ManifestNode& model, ModelBreaker& breaker) {
  static constexpr std::array<std::string_view, 3> kKeys{"failures", "windowMs", "openMs"};
  MODUS_TRY(node, read_object(model, "breaker", kKeys));
  if (!node) return {};
  MODUS_CHECK(read_number(*node, "failures", 0, kMostCalls, breaker.failures));
  MODUS_CHECK(read_time(*node, "windowMs", breaker.window));
  return read_time(*node, "openMs", breaker.open);
}

Result<void> read_limits(const ManifestNode& model, ModelLimits& limits) {
  static constexpr std::array<std::string_view, 2> kKeys{"concurrent", "requestsPerMinute"};
  MODUS_TRY(node, read_object(model, "limits", kKeys));
  if (!node) return {};
  MODUS_TRY(concurrent, node->integer("concurrent", 1, kMostCalls));
  MODUS_TRY(requests, node->integer("requestsPerMinute", 1, kMostCalls));
  limits = {.concurrent = concurrent, .requests_per_minute = requests};
  return {};
}

Result<void> read_cache(const ManifestNode& model, std::optional<ModelCache>& cache) {
  static constexpr std::array<std::string_view, 3> kKeys{"ttlSeconds", "store", "maxBytes"};
  MODUS_TRY(node, read_object(model, "cache", kKeys));
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
