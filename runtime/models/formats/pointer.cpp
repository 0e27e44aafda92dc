// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/pointer.h"

#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "runtime/json/pointer.h"

namespace modus::models {
namespace {

// The name of the first step of a pointer, which goes on behind it.
std::string take_step(std::string_view& pointer) {
  pointer.remove_prefix(1);
  const std::string_view step = pointer.substr(0, pointer.find('/'));
  pointer.remove_prefix(step.size());
  return json::unescape_step(step);
}

std::optional<std::size_t> to_index(std::string_view step) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc() || end != step.data() + step.size()) return std::nullopt;
  return index;
}

// The element, made when it is the next one; null when there can be none.
json::Value* element_at(json::Array& array, std::string_view step) {
  const auto index = to_index(step);
  if (!index || *index > array.size()) return nullptr;
  if (*index == array.size()) array.emplace_back(nullptr);
  return &array[*index];
}

}  // namespace

const json::Value* find_at(const json::Value& document, std::string_view pointer) {
  if (pointer.empty()) return nullptr;
  boost::system::error_code ignored;
  const json::Value* found = document.find_pointer(pointer, ignored);
  return found == nullptr || found->is_null() ? nullptr : found;
}

bool put_at(json::Value& document, std::string_view pointer, json::Value value) {
  json::Value* place = &document;
  while (place != nullptr && pointer.starts_with('/')) {
    const std::string step = take_step(pointer);
    if (place->is_null()) *place = step == "0" ? json::Value(json::Array()) : json::Object();
    if (json::Object* object = place->if_object()) {
      place = &(*object)[step];
    } else if (json::Array* array = place->if_array()) {
      place = element_at(*array, step);
    } else {
      place = nullptr;
    }
  }
  if (place == nullptr) return false;
  *place = std::move(value);
  return true;
}

}  // namespace modus::models
