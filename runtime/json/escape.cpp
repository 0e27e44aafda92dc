// SPDX-License-Identifier: Apache-2.0
#include "runtime/json/escape.h"

#include <algorithm>
#include <cstdint>

namespace modus::json {
namespace {

constexpr std::uint64_t kLanes = 0x0001'0001'0001'0001;  // times a unit: four of it

bool is_high(std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

// Whether four units are plain ASCII. With bit 15 set in each, a subtraction borrows from no
// neighbour, and clears the bit where the unit was smaller.
bool are_plain(std::uint64_t units) {
  constexpr std::uint64_t kTop = kLanes * 0x8000;
  if ((units & kLanes * 0xff80) != 0) return false;
  const std::uint64_t printable = (units | kTop) - kLanes * 0x20;
  const std::uint64_t no_quote = ((units ^ kLanes * '"') | kTop) - kLanes;
  const std::uint64_t no_backslash = ((units ^ kLanes * '\\') | kTop) - kLanes;
  return (printable & no_quote & no_backslash & kTop) == kTop;
}

// The low bytes of four units.
std::uint32_t narrow(std::uint64_t units) {
  units = (units | units >> 8) & 0x0000'ffff'0000'ffff;
  return static_cast<std::uint32_t>(units | units >> 16);
}

// The same of eight bytes.
bool are_plain_bytes(std::uint64_t bytes) {
  constexpr std::uint64_t kEach = 0x0101'0101'0101'0101;
  constexpr std::uint64_t kTop = kEach * 0x80;
  if ((bytes & kTop) != 0) return false;
  const std::uint64_t printable = (bytes | kTop) - kEach * 0x20;
  const std::uint64_t no_quote = ((bytes ^ kEach * '"') | kTop) - kEach;
  const std::uint64_t no_backslash = ((bytes ^ kEach * '\\') | kTop) - kEach;
  return (printable & no_quote & no_backslash & kTop) == kTop;
}

}  // namespace

std::size_t plain_length(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  std::size_t at = 0;
  while (at + 8 <= text.size() && are_plain_bytes(load_le<std::uint64_t>(bytes + at))) at += 8;
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xc2 && first < 0xe0 ? 2
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xf0 && first < 0xf5 ? 4
                                                             : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  if (first == 0xe0 && byte(1) < 0xa0) return 0;  // overlong
  if (first == 0xed && byte(1) > 0x9f) return 0;  // surrogate
  if (first == 0xf0 && byte(1) < 0x90) return 0;  // overlong
  if (first == 0xf4 && byte(1) > 0x8f) return 0;  // past U+10FFFF
  return length;
}

std::string_view escape_of(unsigned char character, char (&room)[6]) {
  switch (character) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
  }
  constexpr char kHex[] = "0123456789abcdef";
  const char text[] = {'\\', 'u', '0', '0', kHex[character >> 4], kHex[character & 15]};
  std::ranges::copy(text, room);
  return {room, sizeof room};
}

char* put_utf8(char* to, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { *to++ = static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
    return to;
  }
  if (c < 0x800) {
    put(0xc0 | c >> 6);
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3f));
  } else {
    put(0xf0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3f));
    put(0x80 | (c >> 6 & 0x3f));
  }
  put(0x80 | (c & 0x3f));
  return to;
}

char* put_utf16(char* to, Bytes utf16, std::size_t& at, std::size_t end) {
  const std::size_t count = utf16.size() / 2;
  const auto unit = [&](std::size_t i) -> std::uint32_t {
    return load_le<std::uint16_t>(utf16.data() + 2 * i);
  };
  char room[6];
  while (at < end) {
    if (at + 4 <= end) {
      const auto units = load_le<std::uint64_t>(utf16.data() + 2 * at);
      if (are_plain(units)) {
        store_le(reinterpret_cast<std::byte*>(to), narrow(units));
        to += 4;
        at += 4;
        continue;
      }
    }
    const std::uint32_t c = unit(at++);
    if (c < 0x80) {
      const auto character = static_cast<char>(c);
      const std::string_view text = is_plain(character)
                                        ? std::string_view(&character, 1)
                                        : escape_of(static_cast<unsigned char>(c), room);
      to = std::ranges::copy(text, to).out;
    } else if (is_high(c) && at < count && is_low(unit(at))) {
      to = put_utf8(to, 0x10000 + ((c - 0xd800) << 10) + (unit(at++) - 0xdc00));
    } else {
      to = put_utf8(to, is_high(c) || is_low(c) ? 0xfffd : c);
    }
  }
  return to;
}

}  // namespace modus::json
