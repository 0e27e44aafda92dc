// SPDX-License-Identifier: Apache-2.0
// Unicode and block-string helpers of the lexer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace modus::graphql {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  // in bytes; 0: the bytes are no well-formed UTF-8
};

/// The code point at the front of non-empty text.
CodePoint decode_utf8(std::string_view text);
void append_utf8(std::string& text, std::uint32_t code_point);

constexpr bool is_digit(int c) { return c >= '0' && c <= '9'; }
constexpr bool is_name_start(int c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_name_continue(int c) { return is_name_start(c) || is_digit(c); }

/// The value of a block string from the text between its quotes: common indentation and blank
/// lines around are removed, line ends become LF (specification, BlockStringValue).
std::string block_string_value(std::string_view raw);

}  // namespace modus::graphql
