// SPDX-License-Identifier: Apache-2.0
// The plans of the requests seen most recently.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace modus::graphql {

struct Plan;

/// Holds at most `capacity` plans and drops the one used longest ago. Thread-safe.
class PlanCache {
 public:
  explicit PlanCache(std::size_t capacity) : capacity_(capacity) {}

  /// Null when there is none.
  std::shared_ptr<const Plan> find(std::string_view key) {
    const std::lock_guard lock(mutex_);
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->second;
  }

  void insert(std::string key, std::shared_ptr<const Plan> plan) {
    const std::lock_guard lock(mutex_);
    if (capacity_ == 0 || index_.contains(key)) return;
    if (entries_.size() == capacity_) {
      index_.erase(entries_.back().first);
      entries_.pop_back();
    }
    entries_.emplace_front(std::move(key), std::move(plan));
    index_.emplace(entries_.front().first, entries_.begin());
  }

 private:
  using Entries = std::list<std::pair<std::string, std::shared_ptr<const Plan>>>;

  const std::size_t capacity_;
  std::mutex mutex_;
  Entries entries_;  // used most recently first
  std::unordered_map<std::string_view, Entries::iterator> index_;
};

}  // namespace modus::graphql
