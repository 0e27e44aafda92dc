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

/// Holds the plans used most recently, by and large, and finds them without allocating: `capacity`
/// of them, as far as all their texts have no more than `max_text` bytes. A plan is many times as
/// large as its text, so one that alone takes a large part of these is not kept. Thread-safe;
/// threads that run on different processors hardly touch common memory: each processor has a small
/// front of its own, with its own reference counts, for plans of short texts.
class PlanCache {
 public:
  PlanCache(std::size_t capacity, std::size_t max_text)
      : capacity_(capacity), max_text_(max_text) {}

  /// Null when there is none.
  std::shared_ptr<const Plan> find(const PlanKey& key);
  void insert(const PlanKey& key, const std::shared_ptr<const Plan>& plan);

 private:
  static constexpr std::size_t kFronts = 16;
  static constexpr std::size_t kFrontPlans = 32;
  static constexpr std::size_t kFrontText = 2048;
  static constexpr std::size_t kMostPart = 8;  // the fraction of all texts that one may take

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
  void drop_last();

  const std::size_t capacity_;
  const std::size_t max_text_;
  std::array<Front, kFronts> fronts_;
  std::mutex mutex_;
  Entries entries_;       // used most recently first
  std::size_t text_ = 0;  // of all entries
  std::unordered_multimap<std::size_t, Entries::iterator> index_;
};

}  // namespace modus::graphql
