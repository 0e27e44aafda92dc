// SPDX-License-Identifier: Apache-2.0
// The fields of a record as bytes: numbers in as few as they need, texts behind their length.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace modus::store {

inline std::int64_t microseconds_of(std::chrono::system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

/// Appends what it is given, from left to right.
class FieldWriter {
 public:
  explicit FieldWriter(std::string& to) : to_(to) {}
  void operator()(const auto&... fields) { (write(fields), ...); }

  void write(std::string_view text) {
    write_unsigned(text.size());
    to_ += text;
  }
  void write(std::int64_t number) { write_unsigned(folded(number)); }
  void write(std::optional<std::int64_t> number) {
    write_unsigned(number ? folded(*number) + 1 : 0);
  }
  void write(std::chrono::system_clock::time_point time) { write(microseconds_of(time)); }
  void write(std::chrono::microseconds duration) { write(std::int64_t{duration.count()}); }
  /// Seven bits a byte, the lowest first; the highest bit says that there are more.
  void write_unsigned(std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) to_ += static_cast<char>(number | 0x80);
    to_ += static_cast<char>(number);
  }

 private:
  // Small negative numbers are small, too.
  static std::uint64_t folded(std::int64_t number) {
    return static_cast<std::uint64_t>(number) << 1 ^ static_cast<std::uint64_t>(number >> 63);
  }

  std::string& to_;
};

/// Reads the same fields again. What is too short or no number reads as empty, and is_good() says
/// so.
class FieldReader {
 public:
  explicit FieldReader(std::string_view from) : rest_(from) {}
  void operator()(auto&... fields) { (read(fields), ...); }

  bool is_good() const { return is_good_; }
  bool is_at_end() const { return rest_.empty(); }

  std::string_view read_text() { return take(read_unsigned()); }
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) return fail(), std::string_view();
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::uint64_t read_unsigned() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return number;
    }
    fail();
    return 0;
  }

 private:
  void read(std::string& text) { text = read_text(); }
  void read(std::int64_t& number) { number = unfolded(read_unsigned()); }
  void read(std::optional<std::int64_t>& number) {
    const std::uint64_t written = read_unsigned();
    number = written == 0 ? std::nullopt : std::optional(unfolded(written - 1));
  }
  void read(std::chrono::system_clock::time_point& time) {
    // The clock counts finer: what it cannot count is no time.
    constexpr auto kLast =
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::duration::max());
    std::int64_t us = 0;
    read(us);
    if (us > kLast.count() || us < -kLast.count()) return fail();
    time = std::chrono::system_clock::time_point(std::chrono::microseconds(us));
  }
  void read(std::chrono::microseconds& duration) {
    std::int64_t us = 0;
    read(us);
    duration = std::chrono::microseconds(us);
  }
  static std::int64_t unfolded(std::uint64_t number) {
    return static_cast<std::int64_t>(number >> 1 ^ (~(number & 1) + 1));
  }
  void fail() {
    is_good_ = false;
    rest_ = {};
  }

  std::string_view rest_;
  bool is_good_ = true;
};

}  // namespace modus::store
