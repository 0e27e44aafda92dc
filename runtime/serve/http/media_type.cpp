// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/http/media_type.h"

#include <algorithm>

namespace modus::serve {
namespace {

constexpr std::string_view kSpace = " \t";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(kSpace);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// Up to the separator, which may also stand in a quoted string; takes both off the front.
std::string_view take_until(std::string_view& text, char separator) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < text.size() && (quoted || text[end] != separator); ++end) {
    if (text[end] == '"') quoted = !quoted;
    if (quoted && text[end] == '\\' && end + 1 < text.size()) ++end;
  }
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(text.size(), end + 1));
  return trim(part);
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view MediaType::parameter(std::string_view name) const {
  for (std::string_view rest = remains; !rest.empty();) {
    std::string_view value = take_until(rest, ';');
    if (!equals_ignoring_case(take_until(value, '='), name)) continue;
    value = trim(value);
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
      value = value.substr(1, value.size() - 2);
    return value;
  }
  return {};
}

MediaType take_media_type(std::string_view& list) {
  std::string_view element = take_until(list, ',');
  MediaType taken;
  taken.type = take_until(element, ';');
  taken.remains = element;
  return taken;
}

}  // namespace modus::serve
