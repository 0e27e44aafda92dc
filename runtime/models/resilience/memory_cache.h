// SPDX-License-Identifier: Apache-2.0
// Answers in memory, the least recently used ones dropped first.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "runtime/models/resilience/answer_key.h"
#include "runtime/models/resilience/surroundings.h"

namespace modus::models::resilience {

/// Thread-safe.
class MemoryCache {
 public:
  explicit MemoryCache(std::uint64_t max_bytes) : max_bytes_(max_bytes) {}

  /// The answer, if there is one that holds at that time.
  std::optional<std::string> find(const AnswerKey& key, Time now);
  /// An answer that alone is too large is not kept.
  void keep(const AnswerKey& key, std::string answer, Time expires_at);

 private:
  struct Entry {
    AnswerKey key;
    std::string answer;
    Time expires_at;
  };
  using Entries = std::list<Entry>;

  static std::uint64_t bytes_of(const Entry& entry);
  void drop_locked(Entries::iterator entry);

  const std::uint64_t max_bytes_;
  std::mutex mutex_;
  Entries entries_;  // the most recently used first
  std::unordered_map<AnswerKey, Entries::iterator, HashAnswerKey> places_;
  std::uint64_t bytes_ = 0;
};

}  // namespace modus::models::resilience
