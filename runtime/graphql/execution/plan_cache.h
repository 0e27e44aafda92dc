// SPDX-License-Identifier: Apache-2.0
// The plans of the requests seen most recently.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "runtime/graphql/execution/plan.h"

namespace modus::graphql {

/// What a plan is found by: query text and operation name, borrowed, hashed once.
struct PlanKey {
  PlanKey(std::string_view the_query, std::optional<std::string_view> the_operation)
      : query(the_query),
        operation(the_operation),
        hash(std::hash<std::string_view>{}(query) ^
             std::hash<std::optional<std::string_view>>{}(operation) * 3) {}

  /// Compares the texts in full.
  bool fits(const Plan& plan) const {
    return plan.operation_name == operation && plan.document->source() == query;
  }

  std::string_view query;
  std::optional<std::string_view> operation;
  std::size_t hash;
};

/// Holds the `capacity` plans used most recently, by and large, and finds them without allocating.
/// Thread-safe; threads that run on different processors hardly touch common memory: each
/// processor has a small front of its own, with its own reference counts.
class PlanCache {
 public:
  explicit PlanCache(std::size_t capacity) : capacity_(capacity) {}

  /// Null when there is none.
  std::shared_ptr<const Plan> find(const PlanKey& key);
  void insert(const PlanKey& key, const std::shared_ptr<const Plan>& plan);

 private:
  static constexpr std::size_t kFronts = 16;
  static constexpr std::size_t kFrontPlans = 32;

  struct Entry {
    std::size_t hash = 0;
    std::shared_ptr<const Plan> plan;
  };
  struct alignas(64) Front {
    std::mutex mutex;
    std::array<Entry, kFrontPlans> entries;  // each at its hash's place
  };
  using Entries = std::list<Entry>;

  Front& front_here();
  std::shared_ptr<const Plan> find_shared(const PlanKey& key);
  Entries::iterator locate(const PlanKey& key);

  const std::size_t capacity_;
  std::array<Front, kFronts> fronts_;
  std::mutex mutex_;
  Entries entries_;  // used most recently first
  std::unordered_multimap<std::size_t, Entries::iterator> index_;
};

}  // namespace modus::graphql
