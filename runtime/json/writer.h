// SPDX-License-Identifier: Apache-2.0
// Writes JSON text straight into a buffer, without a tree in between.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/base/bytes.h"

namespace modus::json {

/// Appends compact JSON. Commas and colons are set by the writer; the caller opens and closes what
/// it opened. Numbers look as contract section 6.4 says: integers in full, floats in the shortest
/// form that reads back equal, with a two-digit exponent below 1e-6 and from 1e21. Strings are
/// escaped as RFC 8259 demands and no further; invalid UTF-8 becomes U+FFFD. Not thread-safe.
class Writer {
 public:
  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

  Writer() = default;
  /// A writer whose text shall not grow beyond that many bytes. It still writes what it is given:
  /// who writes much asks `is_full` now and then, and gives up.
  explicit Writer(std::size_t max_bytes) : max_bytes_(max_bytes) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Whether the text has outgrown the limit.
  bool is_full() const { return size_ > max_bytes_; }
  std::size_t max_bytes() const { return max_bytes_; }

  /// Makes room for that many bytes more, so that writing them allocates nothing.
  void reserve(std::size_t bytes) { room(bytes); }

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  void key(std::string_view name);
  /// A key in which nothing needs an escape, such as any GraphQL name.
  void plain_key(std::string_view name) {
    separate();
    char* const to = room(name.size() + 3);
    *to = '"';
    name.copy(to + 1, name.size());
    to[name.size() + 1] = '"';
    to[name.size() + 2] = ':';
    size_ += name.size() + 3;
    needs_comma_ = false;
  }

  void null() { literal("null"); }
  void boolean(bool value) { literal(value ? "true" : "false"); }
  void integer(std::integral auto value) {
    if constexpr (std::signed_integral<decltype(value)>) {
      signed_integer(value);
    } else {
      unsigned_integer(value);
    }
  }
  /// The value must be finite: JSON has no other numbers.
  void number(double value);
  void number(float value);
  void string(std::string_view utf8);
  /// A string that lies in memory as UTF-16LE. Lone surrogates become U+FFFD; an odd last byte is
  /// left out, and so is what a full writer need not know.
  void utf16_string(Bytes utf16);
  /// Text that is JSON already.
  void raw(std::string_view json) { literal(json); }
  /// The same; what is large is not copied when its string has room for the text so far.
  void take_over(std::string json);

  /// A place to return to: `rewind(mark())` drops what was written in between.
  struct Mark {
    std::size_t size;
    bool needs_comma;
  };
  Mark mark() const { return {size_, needs_comma_}; }
  void rewind(Mark mark) {
    size_ = mark.size;
    needs_comma_ = mark.needs_comma;
  }

  std::size_t size() const { return size_; }
  /// Valid until the next write.
  std::string_view text() const { return {text_.data(), size_}; }
  std::string take() {
    text_.resize(std::exchange(size_, 0));
    needs_comma_ = false;
    return std::exchange(text_, {});
  }

 private:
  // Where the next `bytes` bytes may be written.
  char* room(std::size_t bytes) {
    if (text_.size() - size_ < bytes) grow(bytes);
    return text_.data() + size_;
  }
  void grow(std::size_t bytes);
  void append(std::string_view text) { size_ += text.copy(room(text.size()), text.size()); }
  void append(char character) {
    *room(1) = character;
    ++size_;
  }
  void open(char bracket) {
    separate();
    append(bracket);
    needs_comma_ = false;
  }
  void close(char bracket) {
    append(bracket);
    needs_comma_ = true;
  }
  void separate() {
    if (needs_comma_) append(',');
    needs_comma_ = true;
  }
  void literal(std::string_view json) {
    separate();
    append(json);
  }
  void signed_integer(std::int64_t value);
  void unsigned_integer(std::uint64_t value);

  std::string text_;  // all of it is room; the first size_ bytes are written
  std::size_t size_ = 0;
  std::size_t max_bytes_ = kUnlimited;
  bool needs_comma_ = false;
};

/// A limit's size for a message: "16 MB", "1 KB", "1500 bytes".
std::string describe_size(std::size_t bytes);

/// Appends `utf8` as a JSON string, quotes included.
void append_string(std::string& text, std::string_view utf8);

}  // namespace modus::json
