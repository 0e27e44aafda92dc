// SPDX-License-Identifier: Apache-2.0
// Writes JSON text straight into a buffer, without a tree in between.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace modus::json {

/// Appends compact JSON. Commas and colons are set by the writer; the caller opens and closes what
/// it opened. Numbers look as contract section 6.4 says: integers in full, floats in the shortest
/// form that reads back equal, with a two-digit exponent below 1e-6 and from 1e21. Strings are
/// escaped as RFC 8259 demands and no further; invalid UTF-8 becomes U+FFFD. Not thread-safe.
class Writer {
 public:
  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  void key(std::string_view name);

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
  /// Text that is JSON already.
  void raw(std::string_view json) { literal(json); }

  /// A place to return to: `rewind(mark())` drops what was written in between.
  struct Mark {
    std::size_t size;
    bool needs_comma;
  };
  Mark mark() const { return {text_.size(), needs_comma_}; }
  void rewind(Mark mark) {
    text_.resize(mark.size);
    needs_comma_ = mark.needs_comma;
  }

  const std::string& text() const { return text_; }
  std::string take() {
    needs_comma_ = false;
    return std::exchange(text_, {});
  }

 private:
  void open(char bracket) {
    separate();
    text_ += bracket;
    needs_comma_ = false;
  }
  void close(char bracket) {
    text_ += bracket;
    needs_comma_ = true;
  }
  void separate() {
    if (needs_comma_) text_ += ',';
    needs_comma_ = true;
  }
  void literal(std::string_view json) {
    separate();
    text_ += json;
  }
  void signed_integer(std::int64_t value);
  void unsigned_integer(std::uint64_t value);

  std::string text_;
  bool needs_comma_ = false;
};

/// Appends `utf8` as a JSON string, quotes included.
void append_string(std::string& text, std::string_view utf8);

}  // namespace modus::json
