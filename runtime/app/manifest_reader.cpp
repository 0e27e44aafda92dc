// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/manifest_reader.h"

#include <algorithm>

namespace modus::app {
namespace {

constexpr std::size_t kMaxNameLength = 63;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_alphanumeric(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

/// ^[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*$ of at most 63 characters.
bool is_name(std::string_view text) {
  if (text.empty() || text.size() > kMaxNameLength || text.front() == '-' || text.back() == '-')
    return false;
  return text.find("--") == std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return c == '-' || is_alphanumeric(c); });
}

bool is_among(std::span<const std::string_view> keys, std::string_view key) {
  return std::ranges::any_of(keys, [&](auto each) { return equal_ignoring_case(each, key); });
}

std::string list_of(std::span<const std::string_view> choices) {
  std::string list;
  for (std::string_view choice : choices)
    list += fmt::format(R"({}"{}")", list.empty() ? "" : ", ", choice);
  return list;
}

}  // namespace

const json::Value* ManifestNode::find(std::string_view key) const {
  const json::Value* found = object_->if_contains(key);
  for (auto member = object_->begin(); found == nullptr && member != object_->end(); ++member) {
    if (equal_ignoring_case(member->key(), key)) found = &member->value();
  }
  return found == nullptr || found->is_null() ? nullptr : found;
}

std::string ManifestNode::path_of(std::string_view key) const {
  if (path_.empty() || key.empty()) return path_ + std::string(key);
  return fmt::format("{}.{}", path_, key);
}

std::vector<std::string> ManifestNode::keys() const {
  std::vector<std::string> keys;
  for (const auto& member : *object_) keys.emplace_back(member.key());
  return keys;
}

Result<std::optional<std::string>> ManifestNode::string(std::string_view key) const {
  const json::Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) return wrong(key, "must be a string");
  return std::string(std::string_view(value->get_string()));
}

Result<std::string> ManifestNode::required_string(std::string_view key) const {
  MODUS_TRY(value, string(key));
  if (!value) return wrong(key, "is missing");
  if (value->empty()) return wrong(key, "must not be empty");
  return std::move(*value);
}

Result<std::optional<std::size_t>> ManifestNode::choice(
    std::string_view key, std::span<const std::string_view> allowed) const {
  MODUS_TRY(value, string(key));
  if (!value) return std::nullopt;
  const auto found = std::ranges::find(allowed, *value);
  if (found == allowed.end())
    return wrong(key, R"(is "{}"; allowed: {})", *value, list_of(allowed));
  return static_cast<std::size_t>(found - allowed.begin());
}

Result<std::size_t> ManifestNode::required_choice(std::string_view key,
                                                  std::span<const std::string_view> allowed) const {
  MODUS_TRY(found, choice(key, allowed));
  if (!found) return wrong(key, "is missing; allowed: {}", list_of(allowed));
  return *found;
}

Result<std::optional<std::uint64_t>> ManifestNode::integer(std::string_view key,
                                                           std::uint64_t least,
                                                           std::uint64_t most) const {
  const json::Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  std::optional<std::uint64_t> number;
  if (value->is_uint64()) number = value->get_uint64();
  if (value->is_int64() && value->get_int64() >= 0)
    number = static_cast<std::uint64_t>(value->get_int64());
  if (!number || *number < least || *number > most)
    return wrong(key, "is {}; it must be a whole number from {} to {}", json::to_text(*value),
                 least, most);
  return number;
}

Result<std::optional<double>> ManifestNode::number(std::string_view key, double least,
                                                   double most) const {
  const json::Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code no_number;
  const double number = value->to_number<double>(no_number);
  if (no_number || !(number >= least && number <= most))
    return wrong(key, "is {}; it must be a number from {} to {}", json::to_text(*value), least,
                 most);
  return number;
}

Result<void> ManifestNode::allow_only(std::span<const std::string_view> keys) const {
  for (const auto& member : *object_) {
    if (!is_among(keys, member.key()))
      return wrong(member.key(), "is not known; allowed: {}", list_of(keys));
  }
  return {};
}

std::vector<std::string> ManifestNode::notes_on_others(
    std::span<const std::string_view> keys) const {
  std::vector<std::string> notes;
  for (const auto& member : *object_) {
    if (is_among(keys, member.key())) continue;
    notes.push_back(fmt::format("modus.json: {} is not known and has no effect; known are: {}",
                                path_of(member.key()), list_of(keys)));
  }
  return notes;
}

Result<std::optional<bool>> ManifestNode::boolean(std::string_view key) const {
  const json::Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) return wrong(key, "must be true or false");
  return value->get_bool();
}

Result<std::vector<std::pair<std::string, std::string>>> ManifestNode::string_members(
    std::string_view key) const {
  std::vector<std::pair<std::string, std::string>> members;
  MODUS_TRY(node, object(key));
  if (!node) return members;
  for (const auto& member : *node->object_) {
    const json::Value& value = member.value();
    if (!value.is_string()) return node->wrong(member.key(), "must be a string");
    members.emplace_back(member.key(), std::string_view(value.get_string()));
  }
  return members;
}

bool ManifestNode::holds_object(std::string_view key) const {
  const json::Value* value = find(key);
  return value != nullptr && value->is_object();
}

Result<json::Object> ManifestNode::json_object(std::string_view key) const {
  MODUS_TRY(node, object(key));
  return node ? *node->object_ : json::Object();
}

Result<std::vector<std::pair<std::string, std::uint64_t>>> ManifestNode::number_members(
    std::string_view key, std::uint64_t least, std::uint64_t most) const {
  std::vector<std::pair<std::string, std::uint64_t>> members;
  MODUS_TRY(node, object(key));
  if (!node) return members;
  for (const auto& member : *node->object_) {
    const std::string_view name = member.key();
    MODUS_TRY(number, node->integer(name, least, most));
    if (!number) return node->wrong(name, "must be a whole number from {} to {}", least, most);
    members.emplace_back(name, *number);
  }
  return members;
}

Result<std::vector<std::string>> ManifestNode::strings(std::string_view key) const {
  std::vector<std::string> items;
  const json::Value* value = find(key);
  if (value == nullptr) return items;
  if (!value->is_array()) return wrong(key, "must be an array of strings");
  for (const json::Value& item : value->get_array()) {
    if (!item.is_string()) return wrong(key, "must be an array of strings");
    items.emplace_back(std::string_view(item.get_string()));
  }
  return items;
}

Result<std::optional<ManifestNode>> ManifestNode::object(std::string_view key) const {
  const json::Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) return wrong(key, "must be an object");
  return ManifestNode(value->get_object(), path_of(key));
}

Result<std::vector<std::pair<std::string, ManifestNode>>> ManifestNode::named_members(
    std::string_view key) const {
  std::vector<std::pair<std::string, ManifestNode>> members;
  MODUS_TRY(node, object(key));
  if (!node) return members;
  for (const auto& member : *node->object_) {
    const std::string_view name = member.key();
    if (!is_name(name))
      return wrong(key,
                   R"(holds the name "{}"; a name has 1 to {} letters and digits, with single )"
                   R"(hyphens between them)",
                   name, kMaxNameLength);
    if (!member.value().is_object()) return node->wrong(name, "must be an object");
    members.emplace_back(name, ManifestNode(member.value().get_object(), node->path_of(name)));
  }
  return members;
}

}  // namespace modus::app
