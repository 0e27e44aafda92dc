// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/language/source.h"

#include <algorithm>

namespace modus::graphql {
namespace {

// How many UTF-16 code units a UTF-8 byte accounts for: continuation bytes none, the first byte of
// a four-byte sequence a surrogate pair.
std::size_t utf16_units(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if ((byte & 0xc0) == 0x80) return 0;
  return byte >= 0xf0 ? 2 : 1;
}

}  // namespace

Location locate(std::string_view source, std::size_t offset) {
  const std::size_t end = std::min(offset, source.size());
  std::size_t line = 1;
  std::size_t line_start = 0;
  for (std::size_t i = 0; i < end; ++i) {
    const bool crlf = source[i] == '\r' && i + 1 < source.size() && source[i + 1] == '\n';
    if (source[i] == '\n' || (source[i] == '\r' && !crlf)) {
      ++line;
      line_start = i + 1;
    }
  }
  std::size_t column = 1;
  for (std::size_t i = line_start; i < end; ++i) column += utf16_units(source[i]);
  return {line, column};
}

}  // namespace modus::graphql
