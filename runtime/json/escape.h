// SPDX-License-Identifier: Apache-2.0
// Text as the inside of a JSON string. Well-formed UTF-8 comes out whatever goes in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "runtime/base/bytes.h"

namespace modus::json {

/// Whether a byte is ASCII and stands for itself in a JSON string.
constexpr bool is_plain(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

/// How much of a text is plain before the first byte that is not.
std::size_t plain_length(std::string_view text);

/// The length of the well-formed UTF-8 sequence at the front of a text that is not empty, or 0.
std::size_t sequence_length(std::string_view text);

/// The escape sequence for an ASCII character that is not plain; `room` holds it if need be.
std::string_view escape_of(unsigned char character, char (&room)[6]);

inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// Passes the escaped text to `append` in parts; what is ill-formed becomes U+FFFD.
template <class Append>
void escape_utf8(std::string_view utf8, Append append) {
  std::size_t start = 0;
  std::size_t at = 0;
  char room[6];
  while ((at += plain_length(utf8.substr(at))) < utf8.size()) {
    const auto byte = static_cast<unsigned char>(utf8[at]);
    const std::size_t length = byte < 0x80 ? 0 : sequence_length(utf8.substr(at));
    if (length > 0) {
      at += length;
      continue;
    }
    append(utf8.substr(start, at - start));
    append(byte < 0x80 ? escape_of(byte, room) : kReplacement);
    start = ++at;
  }
  append(utf8.substr(start, at - start));
}

/// Writes a code point in its one to four bytes and returns their end.
char* put_utf8(char* to, std::uint32_t code_point);

inline constexpr std::size_t kMostPerUnit = 6;  // bytes that one unit of UTF-16 may need

/// Writes the units from `at` on until `end` is reached, escaped, and returns the end of what was
/// written. A pair of surrogates is taken whole, though it reach beyond `end`; a lone one becomes
/// U+FFFD. There must be room for kMostPerUnit bytes a unit.
char* put_utf16(char* to, Bytes utf16, std::size_t& at, std::size_t end);

}  // namespace modus::json
