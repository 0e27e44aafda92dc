// SPDX-License-Identifier: Apache-2.0
#include "cli/source_excerpt.h"

#include <algorithm>

#include <fmt/format.h>

namespace modus::cli {
namespace {

constexpr std::size_t kWidth = 100;  // bytes of a line that are shown
constexpr std::size_t kBefore = 60;  // of these, before the place

// The text of a line, counted from 1. Lines end with LF, CR or CR LF.
std::string_view line_of(std::string_view source, std::size_t number) {
  for (;; --number) {
    const std::size_t end = std::min(source.find_first_of("\r\n"), source.size());
    if (number <= 1 || end == source.size()) return source.substr(0, end);
    source.remove_prefix(end + (source.substr(end).starts_with("\r\n") ? 2 : 1));
  }
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// The byte of a line at a column, which counts UTF-16 code units from 1.
std::size_t offset_of(std::string_view line, std::size_t column) {
  std::size_t at = 0;
  for (std::size_t units = 1; at < line.size() && units < column;) {
    units += static_cast<unsigned char>(line[at]) >= 0xf0 ? 2 : 1;
    do ++at;
    while (at < line.size() && is_continuation(line[at]));
  }
  return at;
}

// The nearest start of a character at or before a byte.
std::size_t floor(std::string_view line, std::size_t at) {
  while (at > 0 && at < line.size() && is_continuation(line[at])) --at;
  return std::min(at, line.size());
}

// What stands above a caret without moving it: tabs stay, every other character is a space.
std::string blank(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!is_continuation(c)) result += c == '\t' ? '\t' : ' ';
  }
  return result;
}

}  // namespace

std::string source_excerpt(std::string_view source, graphql::Location place) {
  const std::string_view line = line_of(source, place.line);
  const std::size_t at = offset_of(line, place.column);
  const std::size_t begin = line.size() <= kWidth || at < kBefore ? 0 : floor(line, at - kBefore);
  const std::size_t end = floor(line, std::min(begin + kWidth, line.size()));
  const std::string number = std::to_string(place.line);
  const std::string_view more = begin > 0 ? "…" : "";
  return fmt::format("  {} | {}{}{}\n  {} | {}{}^", number, more, line.substr(begin, end - begin),
                     end < line.size() ? "…" : "", std::string(number.size(), ' '), blank(more),
                     blank(line.substr(begin, at - begin)));
}

}  // namespace modus::cli
