// SPDX-License-Identifier: Apache-2.0
#include "runtime/json/writer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "runtime/json/escape.h"

namespace modus::json {
namespace {

constexpr std::size_t kNumberRoom = 64;

// Writes a number that is written in full with four decimals or fewer, as most are; null for
// others. A text of at most 15 digits that reads back equal is the shortest there is.
char* put_short_decimal(char* to, double value) {
  constexpr double kScale = 1e4;
  constexpr double kMost = 1e11;  // 15 digits, four of them decimals
  const double magnitude = std::fabs(value);
  if (!(magnitude < kMost) || value == 0) return nullptr;
  const auto scaled = static_cast<std::int64_t>(std::round(magnitude * kScale));
  if (static_cast<double>(scaled) / kScale != magnitude) return nullptr;
  if (value < 0) *to++ = '-';
  to = std::to_chars(to, to + kNumberRoom / 2, scaled / 10'000).ptr;
  std::int64_t decimals = scaled % 10'000;
  if (decimals == 0) return to;
  *to++ = '.';
  for (std::int64_t unit = 1'000; decimals > 0; unit /= 10) {
    *to++ = static_cast<char>('0' + decimals / unit);
    decimals %= unit;
  }
  return to;
}

template <class T>
char* put_float(char* to, T value) {
  const T magnitude = std::fabs(value);
  const bool exponent = magnitude != 0 && (magnitude < T(1e-6) || magnitude >= T(1e21));
  const auto format = exponent ? std::chars_format::scientific : std::chars_format::fixed;
  return std::to_chars(to, to + kNumberRoom, value, format).ptr;
}

}  // namespace

void append_string(std::string& text, std::string_view utf8) {
  text += '"';
  escape_utf8(utf8, [&](std::string_view part) { text += part; });
  text += '"';
}

std::string describe_size(std::size_t bytes) {
  constexpr std::size_t kKilo = 1024;
  if (bytes >= kKilo * kKilo && bytes % (kKilo * kKilo) == 0) {
    return fmt::format("{} MB", bytes / kKilo / kKilo);
  }
  if (bytes >= kKilo && bytes % kKilo == 0) return fmt::format("{} KB", bytes / kKilo);
  return fmt::format("{} bytes", bytes);
}

// Few and large steps: what is not written to costs no memory, and copying does.
void Writer::grow(std::size_t bytes) {
  constexpr std::size_t kFirst = 256;
  constexpr std::size_t kLarge = 1u << 20;
  const std::size_t needed = size_ + bytes;
  const std::size_t larger = text_.size() * (text_.size() < kLarge ? 4 : 2);
  const std::size_t size =
      needed <= text_.capacity() ? text_.capacity() : std::max({needed, larger, kFirst});
  text_.resize_and_overwrite(size, [](char*, std::size_t all) { return all; });
}

void Writer::take_over(std::string json) {
  constexpr std::size_t kLarge = 64 << 10;
  if (json.size() < kLarge || json.capacity() - json.size() <= size_) return raw(json);
  separate();
  json.insert(0, text_.data(), size_);
  text_ = std::move(json);
  size_ = text_.size();
}

void Writer::key(std::string_view name) {
  separate();
  char* to = room(name.size() + 3);
  *to++ = '"';
  std::size_t plain = 0;
  while (plain < name.size() && is_plain(name[plain])) *to++ = name[plain++];
  if (plain == name.size()) {
    *to++ = '"';
    *to = ':';
    size_ += name.size() + 3;
  } else {
    needs_comma_ = false;
    string(name);
    append(':');
  }
  needs_comma_ = false;
}

void Writer::string(std::string_view utf8) {
  separate();
  append('"');
  escape_utf8(utf8, [&](std::string_view part) { append(part); });
  append('"');
}

void Writer::utf16_string(Bytes utf16) {
  constexpr std::size_t kBlock = 1024;
  separate();
  append('"');
  const std::size_t count = utf16.size() / 2;
  for (std::size_t at = 0; at < count && !is_full();) {
    const std::size_t end = std::min(at + kBlock, count);
    char* const start = room(kMostPerUnit * kBlock);
    size_ += static_cast<std::size_t>(put_utf16(start, utf16, at, end) - start);
  }
  append('"');
}

void Writer::number(double value) {
  separate();
  char* const to = room(kNumberRoom);
  const char* end = put_short_decimal(to, value);
  if (end == nullptr) end = put_float(to, value);
  size_ += static_cast<std::size_t>(end - to);
}

void Writer::number(float value) {
  separate();
  char* const to = room(kNumberRoom);
  size_ += static_cast<std::size_t>(put_float(to, value) - to);
}

void Writer::signed_integer(std::int64_t value) {
  separate();
  char* const to = room(kNumberRoom);
  size_ += static_cast<std::size_t>(std::to_chars(to, to + kNumberRoom, value).ptr - to);
}

void Writer::unsigned_integer(std::uint64_t value) {
  separate();
  char* const to = room(kNumberRoom);
  size_ += static_cast<std::size_t>(std::to_chars(to, to + kNumberRoom, value).ptr - to);
}

}  // namespace modus::json
