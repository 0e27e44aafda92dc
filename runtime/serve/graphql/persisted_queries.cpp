// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/persisted_queries.h"

#include "runtime/base/sha256.h"

namespace modus::serve {

std::size_t PersistedQueries::cost(const Entry& entry) {
  constexpr std::size_t kBookkeeping = 256;
  return entry.text->size() + entry.hash.size() + kBookkeeping;
}

std::shared_ptr<const std::string> PersistedQueries::find(std::string_view hash) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_hash_.find(hash);
  if (found == by_hash_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->text;
}

void PersistedQueries::remember(std::string_view hash, std::string_view text) {
  std::list<Entry> made;
  made.push_back({std::string(hash), std::make_shared<const std::string>(text)});
  const std::size_t bytes = cost(made.front());
  if (bytes > max_bytes_) return;
  const std::scoped_lock lock(mutex_);
  if (by_hash_.contains(hash)) return;
  entries_.splice(entries_.begin(), made);
  by_hash_.emplace(entries_.front().hash, entries_.begin());
  bytes_ += bytes;
  while (bytes_ > max_bytes_) {
    bytes_ -= cost(entries_.back());
    by_hash_.erase(entries_.back().hash);
    entries_.pop_back();
  }
}

bool is_hash_of(std::string_view hash, std::string_view text) {
  return hash.size() == 64 && hash == sha256_hex(text);
}

}  // namespace modus::serve
