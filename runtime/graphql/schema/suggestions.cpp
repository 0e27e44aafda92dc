// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/schema/suggestions.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "runtime/graphql/language/text.h"

namespace modus::graphql {
namespace {

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Damerau-Levenshtein distance of lower-case texts, or nothing when above `limit`.
std::optional<std::size_t> distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (gap > limit) return std::nullopt;
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    std::size_t smallest = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + cost});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + cost);
      }
      smallest = std::min(smallest, row[j]);
    }
    if (smallest > limit) return std::nullopt;
  }
  return row[b.size()] <= limit ? std::optional(row[b.size()]) : std::nullopt;
}

}  // namespace

std::vector<std::string_view> similar_names(std::string_view input,
                                            const std::vector<std::string_view>& options) {
  const std::string wanted = to_lower(input);
  const std::size_t limit = input.size() * 2 / 5 + 1;
  std::vector<std::pair<std::size_t, std::string_view>> found;
  for (const std::string_view option : options) {
    const std::string lower = to_lower(option);
    if (option == input) {
      found.emplace_back(0, option);
    } else if (lower == wanted) {
      found.emplace_back(1, option);
    } else if (const auto steps = distance(lower, wanted, limit)) {
      found.emplace_back(*steps, option);
    }
  }
  std::ranges::sort(found, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : compare_naturally(a.second, b.second) < 0;
  });
  std::vector<std::string_view> names;
  for (const auto& [steps, name] : found) names.push_back(name);
  return names;
}

std::string did_you_mean(std::string_view what, const std::vector<std::string_view>& names) {
  constexpr std::size_t kMost = 5;
  const std::size_t count = std::min(names.size(), kMost);
  if (count == 0) return {};
  std::string text = " Did you mean ";
  if (!what.empty()) text.append(what).append(" ");
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += count == 2 ? " or " : i + 1 == count ? ", or " : ", ";
    text.append("\"").append(names[i]).append("\"");
  }
  return text + "?";
}

int compare_naturally(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const auto number = [](std::string_view text, std::size_t& at) {
        while (at + 1 < text.size() && text[at] == '0' && is_digit(text[at + 1])) ++at;
        const std::size_t start = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        return text.substr(start, at - start);
      };
      const std::string_view left = number(a, i);
      const std::string_view right = number(b, j);
      if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
      if (const int order = left.compare(right); order != 0) return order;
    } else if (a[i] != b[j]) {
      return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]) ? -1 : 1;
    } else {
      ++i, ++j;
    }
  }
  return (i < a.size()) - (j < b.size());
}

}  // namespace modus::graphql
