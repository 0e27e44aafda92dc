// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/members.h"

#include <algorithm>

namespace modus::models {

json::Array& array_member(json::Object& object, std::string_view key) {
  json::Value& member = object[key];
  return member.is_array() ? member.get_array() : member.emplace_array();
}

json::Object& object_member(json::Object& object, std::string_view key) {
  json::Value& member = object[key];
  return member.is_object() ? member.get_object() : member.emplace_object();
}

std::uint64_t count_member(const json::Object& object, std::string_view key) {
  const json::Value* member = object.if_contains(key);
  if (member == nullptr) return 0;
  if (member->is_uint64()) return member->get_uint64();
  if (!member->is_int64() || member->get_int64() < 0) return 0;
  return static_cast<std::uint64_t>(member->get_int64());
}

std::optional<std::uint64_t> bound_member(const json::Object& object, std::string_view key) {
  constexpr std::uint64_t kMost = 1'000'000'000;  // so that two can be multiplied
  const std::uint64_t bound = std::min(count_member(object, key), kMost);
  return bound == 0 ? std::nullopt : std::optional(bound);
}

std::int64_t index_member(const json::Object& object, std::string_view key, std::int64_t most) {
  const json::Value* member = object.if_contains(key);
  const bool is_number = member != nullptr && member->is_int64();
  return std::clamp<std::int64_t>(is_number ? member->get_int64() : 0, 0, most - 1);
}

std::string_view text_member(const json::Object& object, std::string_view key) {
  return json::find_string(object, key).value_or(std::string_view());
}

void append_member(json::Object& object, std::string_view key, std::string_view more) {
  json::Value& member = object[key];
  if (!member.is_string()) member.emplace_string();
  member.get_string().append(more);
}

void merge_members(json::Object& object, const json::Object& more) {
  for (const auto& [key, value] : more) object[key] = value;
}

const json::Object* first_object(const json::Object& object, std::string_view key) {
  const json::Array* array = json::find_array(object, key);
  if (array == nullptr || array->empty()) return nullptr;
  return array->front().if_object();
}

}  // namespace modus::models
