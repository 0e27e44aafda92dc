// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/utf16.h"

#include <cstdint>

namespace modus::guest {
namespace {

constexpr char32_t kReplacement = 0xfffd;

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char character : text) all |= static_cast<unsigned char>(character);
  return all < 0x80;
}

bool is_high(char32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(char32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

void append_code_point(std::string& text, char32_t c) {
  const auto add = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (c < 0x80) {
    add(c);
  } else if (c < 0x800) {
    add(0xc0 | c >> 6);
    add(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    add(0xe0 | c >> 12);
    add(0x80 | (c >> 6 & 0x3f));
    add(0x80 | (c & 0x3f));
  } else {
    add(0xf0 | c >> 18);
    add(0x80 | (c >> 12 & 0x3f));
    add(0x80 | (c >> 6 & 0x3f));
    add(0x80 | (c & 0x3f));
  }
}

// Takes one code point from the front; a byte that begins none counts as U+FFFD.
char32_t take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) -> char32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const char32_t first = byte(0);
  const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  char32_t c = length == 1 ? first : first & (0xffu >> (length + 1));
  bool valid = first < 0x80 || (first >= 0xc2 && first < 0xf5);
  for (std::size_t i = 1; valid && i < length; ++i) {
    valid = (byte(i) & 0xc0) == 0x80;
    c = c << 6 | (byte(i) & 0x3f);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  valid = valid && c >= kLeast[length] && c <= 0x10ffff && !is_high(c) && !is_low(c);
  text.remove_prefix(valid ? length : 1);
  return valid ? c : kReplacement;
}

}  // namespace

void append_utf8(std::string& text, Bytes utf16) {
  const std::size_t count = utf16.size() / 2;
  const auto unit = [&](std::size_t i) -> char32_t {
    return load_le<std::uint16_t>(utf16.data() + 2 * i);
  };
  text.reserve(text.size() + count);
  for (std::size_t i = 0; i < count; ++i) {
    const char32_t c = unit(i);
    if (is_high(c) && i + 1 < count && is_low(unit(i + 1))) {
      append_code_point(text, 0x10000 + ((c - 0xd800) << 10) + (unit(++i) - 0xdc00));
    } else {
      append_code_point(text, is_high(c) || is_low(c) ? kReplacement : c);
    }
  }
}

std::size_t utf16_size(std::string_view utf8) {
  if (is_ascii(utf8)) return 2 * utf8.size();
  std::size_t units = 0;
  while (!utf8.empty()) units += take_code_point(utf8) < 0x10000 ? 1 : 2;
  return 2 * units;
}

void put_utf16(std::string_view utf8, MutableBytes to) {
  std::byte* at = to.data();
  const auto put = [&](char32_t unit) {
    store_le(at, static_cast<std::uint16_t>(unit));
    at += 2;
  };
  if (to.size() == 2 * utf8.size() && is_ascii(utf8)) {
    for (const char character : utf8) put(static_cast<unsigned char>(character));
    return;
  }
  while (!utf8.empty()) {
    const char32_t c = take_code_point(utf8);
    if (c < 0x10000) {
      put(c);
    } else {
      put(0xd800 + ((c - 0x10000) >> 10));
      put(0xdc00 + ((c - 0x10000) & 0x3ff));
    }
  }
}

std::vector<std::byte> to_utf16(std::string_view utf8) {
  std::vector<std::byte> units(utf16_size(utf8));
  put_utf16(utf8, units);
  return units;
}

}  // namespace modus::guest
