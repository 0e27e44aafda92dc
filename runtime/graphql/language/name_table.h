// SPDX-License-Identifier: Apache-2.0
// Numbers for names. The schema finds its parts by it, validation counts and compares by it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace modus::graphql {

/// Numbers names from 0 in the order in which they come. Their text must outlive the table. An
/// immutable table may be used by several threads.
class NameTable {
 public:
  static constexpr std::uint32_t kNone = 0xffff'ffff;

  struct Entry {
    std::uint32_t number;
    bool is_new;
  };
  /// The number of a name, which is added when it is new.
  Entry add(std::string_view name);

  /// The number of a name, or kNone.
  std::uint32_t find(std::string_view name) const;

  std::size_t size() const { return names_.size(); }
  /// By their numbers.
  const std::vector<std::string_view>& names() const { return names_; }

 private:
  // Open addressing in a table of a power of two that is at most half full.
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = kNone;
  };
  /// The slot of the name, or the free one where it would go.
  std::size_t slot_of(std::string_view name, std::uint32_t hash) const;
  void grow();

  std::vector<std::string_view> names_;
  std::vector<Slot> slots_;
};

}  // namespace modus::graphql
