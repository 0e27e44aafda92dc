// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/difference.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "runtime/json/json.h"
#include "runtime/json/pointer.h"

namespace modus::replay {
namespace {

class Comparer {
 public:
  std::vector<Difference> take() { return std::move(found_); }

  void compare(const std::string& place, const json::Value& before, const json::Value& after) {
    if (before == after) return;
    if (before.is_object() && after.is_object()) {
      members(place, before.get_object(), after.get_object());
    } else if (before.is_array() && after.is_array()) {
      items(place, before.get_array(), after.get_array());
    } else if (!documents(place, before, after)) {
      found_.push_back({place, json::to_text(before), json::to_text(after)});
    }
  }

 private:
  void members(const std::string& place, const json::Object& before, const json::Object& after) {
    for (const auto& member : before) {
      const json::Value* const other = after.if_contains(member.key());
      either(fmt::format("{}/{}", place, json::escape_step(member.key())), &member.value(), other);
    }
    for (const auto& member : after) {
      if (!before.contains(member.key()))
        either(fmt::format("{}/{}", place, json::escape_step(member.key())), nullptr,
               &member.value());
    }
  }

  void items(const std::string& place, const json::Array& before, const json::Array& after) {
    for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
      either(fmt::format("{}/{}", place, i), i < before.size() ? &before[i] : nullptr,
             i < after.size() ? &after[i] : nullptr);
    }
  }

  // Requests of models and their answers are documents within strings.
  bool documents(const std::string& place, const json::Value& before, const json::Value& after) {
    const auto a = document_in(before);
    const auto b = document_in(after);
    if (!a || !b) return false;
    compare(place, *a, *b);
    return true;
  }

  void either(const std::string& place, const json::Value* before, const json::Value* after) {
    if (before != nullptr && after != nullptr) return compare(place, *before, *after);
    found_.push_back({place, before == nullptr ? "" : json::to_text(*before),
                      after == nullptr ? "" : json::to_text(*after)});
  }

  static std::optional<json::Value> document_in(const json::Value& value) {
    const auto* const text = value.if_string();
    if (text == nullptr || text->empty() || (text->front() != '{' && text->front() != '['))
      return std::nullopt;
    auto document = json::parse(*text);
    if (!document) return std::nullopt;
    return *std::move(document);
  }

  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> differences(std::string_view before, std::string_view after) {
  const auto value = [](std::string_view text) {
    return json::parse(text).value_or(json::Value(text));
  };
  Comparer comparer;
  comparer.compare("", value(before), value(after));
  return comparer.take();
}

}  // namespace modus::replay
