// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/language/source.h"

#include <algorithm>
#include <numeric>

namespace modus::graphql {
namespace {

// How many UTF-16 code units a UTF-8 byte accounts for: continuation bytes none, the first byte of
// a four-byte sequence a surrogate pair.
std::size_t utf16_units(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if ((byte & 0xc0) == 0x80) return 0;
  return byte >= 0xf0 ? 2 : 1;
}

// Walks forward through a source and knows line and column of where it is.
class Walk {
 public:
  explicit Walk(std::string_view source) : source_(source) {}

  Location to(std::size_t offset) {
    for (const std::size_t end = std::min(offset, source_.size()); at_ < end; ++at_) {
      const char c = source_[at_];
      const bool crlf = c == '\r' && source_.substr(at_ + 1).starts_with('\n');
      if (c == '\n' || (c == '\r' && !crlf)) {
        ++here_.line;
        here_.column = 1;
      } else {
        here_.column += utf16_units(c);
      }
    }
    return here_;
  }

 private:
  std::string_view source_;
  std::size_t at_ = 0;
  Location here_{1, 1};
};

}  // namespace

std::size_t utf16_length(std::string_view text) {
  std::size_t length = 0;
  for (const char c : text) length += utf16_units(c);
  return length;
}

Location locate(std::string_view source, std::size_t offset) { return Walk(source).to(offset); }

std::vector<Location> locate_all(std::string_view source, std::span<const Offset> offsets) {
  std::vector<std::size_t> order(offsets.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return offsets[i]; });
  Walk walk(source);
  std::vector<Location> locations(offsets.size());
  for (const std::size_t i : order) locations[i] = walk.to(offsets[i]);
  return locations;
}

std::vector<Diagnostic> locate_all(std::string_view source, std::span<const Problem> problems) {
  std::vector<Offset> places;
  for (const Problem& problem : problems) {
    places.insert(places.end(), problem.places.begin(), problem.places.end());
  }
  const std::vector<Location> locations = locate_all(source, places);
  std::vector<Diagnostic> diagnostics;
  auto next = locations.begin();
  for (const Problem& problem : problems) {
    const auto end = next + static_cast<std::ptrdiff_t>(problem.places.size());
    diagnostics.push_back({problem.message, {next, end}});
    next = end;
  }
  return diagnostics;
}

}  // namespace modus::graphql
