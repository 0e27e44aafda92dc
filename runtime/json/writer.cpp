// SPDX-License-Identifier: Apache-2.0
#include "runtime/json/writer.h"

#include <charconv>
#include <cmath>

namespace modus::json {
namespace {

template <class T>
void append_integer(std::string& text, T value) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  text.append(buffer, end);
}

template <class T>
void append_float(std::string& text, T value) {
  char buffer[64];
  const T magnitude = std::fabs(value);
  const bool exponent = magnitude != 0 && (magnitude < T(1e-6) || magnitude >= T(1e21));
  const auto format = exponent ? std::chars_format::scientific : std::chars_format::fixed;
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr;
  text.append(buffer, end);
}

// The length of the well-formed UTF-8 sequence at the front, or 0.
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

void append_escaped(std::string& text, unsigned char control) {
  switch (control) {
    case '"': text += "\\\""; return;
    case '\\': text += "\\\\"; return;
    case '\n': text += "\\n"; return;
    case '\r': text += "\\r"; return;
    case '\t': text += "\\t"; return;
    default: break;
  }
  constexpr char kHex[] = "0123456789abcdef";
  text += "\\u00";
  text += kHex[control >> 4];
  text += kHex[control & 15];
}

}  // namespace

void append_string(std::string& text, std::string_view utf8) {
  text += '"';
  std::size_t start = 0;
  std::size_t at = 0;
  const auto flush = [&] { text.append(utf8, start, at - start); };
  while (at < utf8.size()) {
    const auto byte = static_cast<unsigned char>(utf8[at]);
    if (byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\') {
      ++at;
    } else if (byte < 0x80) {
      flush();
      append_escaped(text, byte);
      start = ++at;
    } else if (const std::size_t length = sequence_length(utf8.substr(at)); length > 0) {
      at += length;
    } else {
      flush();
      text += "\xEF\xBF\xBD";
      start = ++at;
    }
  }
  flush();
  text += '"';
}

void Writer::key(std::string_view name) {
  separate();
  append_string(text_, name);
  text_ += ':';
  needs_comma_ = false;
}

void Writer::string(std::string_view utf8) {
  separate();
  append_string(text_, utf8);
}

void Writer::number(double value) {
  separate();
  append_float(text_, value);
}

void Writer::number(float value) {
  separate();
  append_float(text_, value);
}

void Writer::signed_integer(std::int64_t value) {
  separate();
  append_integer(text_, value);
}

void Writer::unsigned_integer(std::uint64_t value) {
  separate();
  append_integer(text_, value);
}

}  // namespace modus::json
