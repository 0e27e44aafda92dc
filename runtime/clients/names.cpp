// SPDX-License-Identifier: Apache-2.0
#include "runtime/clients/names.h"

#include <algorithm>

namespace modus::clients {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_word(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

}  // namespace

std::string Names::take(std::string_view wanted) {
  std::string name(wanted);
  while (taken_.contains(name) || std::ranges::binary_search(reserved_, name)) name += '_';
  taken_.insert(name);
  return name;
}

bool is_identifier(std::string_view text, std::string_view others) {
  const auto fits = [&](char c) { return is_word(c) || others.contains(c); };
  return std::ranges::all_of(text, fits) && !text.empty() &&
         !(is_word(text[0]) && !is_letter(text[0]));
}

std::string to_identifier(std::string_view text) {
  std::string name(text);
  std::ranges::replace_if(name, [](char c) { return !is_word(c); }, '_');
  if (name.empty() || !is_letter(name.front())) name.insert(0, "_");
  return name;
}

std::string upper_first(std::string_view name) {
  std::string changed(name);
  if (!changed.empty() && changed[0] >= 'a' && changed[0] <= 'z')
    changed[0] = static_cast<char>(changed[0] - 32);
  return changed;
}

std::string lower_first(std::string_view name) {
  std::string changed(name);
  if (!changed.empty() && changed[0] >= 'A' && changed[0] <= 'Z')
    changed[0] = static_cast<char>(changed[0] + 32);
  return changed;
}

}  // namespace modus::clients
