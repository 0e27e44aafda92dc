// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/memory_cache.h"

#include <iterator>
#include <utility>

namespace modus::models::resilience {
namespace {

// What an entry takes besides its text, roughly: many small answers count too.
constexpr std::uint64_t kOverhead = 200;

}  // namespace

std::uint64_t MemoryCache::bytes_of(const Entry& entry) { return entry.answer.size() + kOverhead; }

std::optional<std::string> MemoryCache::find(const AnswerKey& key, Time now) {
  const std::scoped_lock lock(mutex_);
  const auto place = places_.find(key);
  if (place == places_.end()) return std::nullopt;
  const auto entry = place->second;
  if (now >= entry->expires_at) {
    drop_locked(entry);
    return std::nullopt;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return entry->answer;
}

void MemoryCache::keep(const AnswerKey& key, std::string answer, Time expires_at) {
  Entry entry{key, std::move(answer), expires_at};
  const std::uint64_t bytes = bytes_of(entry);
  const std::scoped_lock lock(mutex_);
  if (const auto place = places_.find(key); place != places_.end()) drop_locked(place->second);
  if (bytes > max_bytes_) return;
  while (bytes_ + bytes > max_bytes_) drop_locked(std::prev(entries_.end()));
  entries_.push_front(std::move(entry));
  places_[key] = entries_.begin();
  bytes_ += bytes;
}

void MemoryCache::drop_locked(Entries::iterator entry) {
  bytes_ -= bytes_of(*entry);
  places_.erase(entry->key);
  entries_.erase(entry);
}

}  // namespace modus::models::resilience
