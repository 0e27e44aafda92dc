// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/printable.h"

#include "runtime/json/escape.h"

namespace modus {

std::string_view first_character(std::string_view text) {
  const bool is_ascii = static_cast<unsigned char>(text.front()) < 0x80;
  const std::size_t length = is_ascii ? 1 : json::sequence_length(text);
  return text.substr(0, length == 0 ? 1 : length);
}

bool is_control(std::string_view character) {
  const auto byte = static_cast<unsigned char>(character.front());
  if (character.size() == 1) return byte < 0x20 || byte >= 0x7f;
  const auto second = static_cast<unsigned char>(character[1]);
  if (byte == 0xc2) return second < 0xa0;
  if (byte != 0xe2) return false;
  // U+2028 to U+202E: separators of lines, embeddings and overrides; U+2066 to U+2069: isolates.
  const auto third = static_cast<unsigned char>(character[2]);
  return (second == 0x80 && third >= 0xa8 && third <= 0xae) ||
         (second == 0x81 && third >= 0xa6 && third <= 0xa9);
}

}  // namespace modus
