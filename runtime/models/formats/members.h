// SPDX-License-Identifier: Apache-2.0
// Members of JSON objects that others wrote: nothing is taken for granted.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/json/json.h"

namespace modus::models {

/// The member, which becomes an empty array or object when it is none.
json::Array& array_member(json::Object& object, std::string_view key);
json::Object& object_member(json::Object& object, std::string_view key);

/// The member when it is a whole number that is not negative, else 0.
std::uint64_t count_member(const json::Object& object, std::string_view key);

/// Likewise, but nothing when there is no such number or it is 0.
std::optional<std::uint64_t> bound_member(const json::Object& object, std::string_view key);

/// A piece's place among its siblings: the member when it is a whole number, else 0. What lies
/// outside of [0, kMostSiblings) is taken for the first or the last, so that a provider cannot have
/// us keep a sibling for every few bytes it sends.
inline constexpr std::int64_t kMostSiblings = 1024;
inline constexpr std::int64_t kMostChoices = 128;  // each of which has siblings of its own
std::int64_t index_member(const json::Object& object, std::string_view key,
                          std::int64_t most = kMostSiblings);

/// The member when it is a string, else nothing.
std::string_view text_member(const json::Object& object, std::string_view key);

/// Adds to the member's text, which begins empty when it is no string.
void append_member(json::Object& object, std::string_view key, std::string_view more);

/// Sets each member of `more`.
void merge_members(json::Object& object, const json::Object& more);

/// The objects among an array's elements; none when the array is null.
template <class F>
void each_object(const json::Array* array, F&& visit) {
  if (array == nullptr) return;
  for (const json::Value& element : *array) {
    if (element.is_object()) visit(element.get_object());
  }
}

/// The first object of the array at `key`, or null.
const json::Object* first_object(const json::Object& object, std::string_view key);

}  // namespace modus::models
