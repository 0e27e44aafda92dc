// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/language/name_table.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace modus::graphql {
namespace {

template <class Word>
std::uint64_t load(const char* from) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kFirst = 0x9e37'79b9'7f4a'7c15;  // any two large odd numbers would do
  constexpr std::uint64_t kSecond = 0xd1b5'4a32'd192'ed03;
  const auto product = static_cast<unsigned __int128>(a ^ kFirst) * (b ^ kSecond);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Names are short: most are covered by two words, which may overlap.
std::uint32_t hash_of(std::string_view name) {
  const char* const text = name.data();
  const std::size_t size = name.size();
  std::uint64_t hash = size;
  if (size >= 8) {
    std::size_t at = 0;
    for (; at + 16 < size; at += 8) hash = mix(hash, load<std::uint64_t>(text + at));
    hash ^= mix(load<std::uint64_t>(text + at), load<std::uint64_t>(text + size - 8));
  } else if (size >= 4) {
    hash ^= mix(load<std::uint32_t>(text), load<std::uint32_t>(text + size - 4));
  } else if (size > 0) {
    hash ^= mix(load<std::uint8_t>(text) | load<std::uint8_t>(text + size / 2) << 8,
                load<std::uint8_t>(text + size - 1));
  }
  return static_cast<std::uint32_t>(mix(hash, size));
}

}  // namespace

NameTable::Entry NameTable::add(std::string_view name) {
  if (names_.size() * 2 >= slots_.size()) grow();
  const std::uint32_t hash = hash_of(name);
  Slot& slot = slots_[slot_of(name, hash)];
  if (slot.number != kNone) return {slot.number, false};
  slot = {hash, static_cast<std::uint32_t>(names_.size())};
  names_.push_back(name);
  return {slot.number, true};
}

std::uint32_t NameTable::find(std::string_view name) const {
  return slots_.empty() ? kNone : slots_[slot_of(name, hash_of(name))].number;
}

std::size_t NameTable::slot_of(std::string_view name, std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.number == kNone || (slot.hash == hash && names_[slot.number] == name)) return at;
  }
}

void NameTable::grow() {
  constexpr std::size_t kSmallest = 8;
  const std::vector<Slot> before =
      std::exchange(slots_, std::vector<Slot>(std::max(kSmallest, slots_.size() * 2)));
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : before) {
    if (slot.number == kNone) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].number != kNone) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

}  // namespace modus::graphql
