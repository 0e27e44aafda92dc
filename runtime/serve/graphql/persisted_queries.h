// SPDX-License-Identifier: Apache-2.0
// Queries that clients sent once and then name by their hash: automatic persisted queries, as
// Apollo's clients know them.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace modus::serve {

/// Keeps the queries used last, up to so many bytes together. Forgetting one costs its client a
/// second request. Thread-safe.
class PersistedQueries {
 public:
  explicit PersistedQueries(std::size_t max_bytes = 16u << 20) : max_bytes_(max_bytes) {}

  /// Null when the hash is not known.
  std::shared_ptr<const std::string> find(std::string_view hash);

  /// The hash must be the text's: see is_hash_of().
  void remember(std::string_view hash, std::string_view text);

 private:
  struct Entry {
    std::string hash;
    std::shared_ptr<const std::string> text;
  };

  static std::size_t cost(const Entry& entry);

  const std::size_t max_bytes_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // what was used last comes first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_hash_;
  std::size_t bytes_ = 0;
};

/// Whether the hash is the SHA-256 of the text in lower-case hexadecimal digits.
bool is_hash_of(std::string_view hash, std::string_view text);

}  // namespace modus::serve
