// SPDX-License-Identifier: Apache-2.0
// Where lifted values go: JSON text, or value trees for host functions. Both offer the same
// members, and a mark to go back to when something turns out not to be showable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/base64.h"
#include "runtime/base/result.h"
#include "runtime/guest/utf16.h"
#include "runtime/guest/utf8.h"
#include "runtime/json/writer.h"
#include "runtime/types/timestamp.h"
#include "runtime/types/value.h"
#include "runtime/types/value_parser.h"

namespace modus::guest {

class JsonSink {
 public:
  static constexpr bool kFiniteOnly = true;
  using Mark = json::Writer::Mark;

  explicit JsonSink(json::Writer& writer) : writer_(writer) {}

  void null() { writer_.null(); }
  void boolean(bool value) { writer_.boolean(value); }
  void integer(std::int64_t value) { writer_.integer(value); }
  void unsigned_integer(std::uint64_t value) { writer_.integer(value); }
  void number(float value) { writer_.number(value); }
  void number(double value) { writer_.number(value); }
  void string(std::string_view text) { writer_.string(text); }
  /// Text of a guest, well-formed or not.
  void utf8(std::string_view text) { writer_.string(text); }
  void utf16(Bytes units) { writer_.utf16_string(units); }
  /// Text that is valid JSON.
  void json(std::string_view text) { writer_.raw(text); }
  void bytes(Bytes bytes) { writer_.string(base64_encode(bytes)); }
  /// Shown in UTC. False when it is outside of the years that can be shown.
  bool instant(const types::Instant& instant) {
    const auto text = types::format_timestamp(instant);
    if (text) writer_.string(*text);
    return text.has_value();
  }
  void begin_list() { writer_.begin_array(); }
  void end_list() { writer_.end_array(); }
  void begin_record() { writer_.begin_object(); }
  void key(std::string_view name) { writer_.key(name); }
  /// A key from a projection.
  void response_key(std::string_view name) { writer_.plain_key(name); }
  void end_record() { writer_.end_object(); }

  Mark mark() const { return writer_.mark(); }
  void rewind(Mark mark) {
    dropped_ += writer_.size() - mark.size;
    writer_.rewind(mark);
  }

  /// Whether the writer's limit is passed; what was dropped counts up to it once more, so that
  /// writing and dropping ends too.
  bool is_full() const { return writer_.is_full() || dropped_ > writer_.max_bytes(); }
  /// Whether there is a point in writing so much.
  bool may_take(std::size_t bytes) const { return bytes <= writer_.max_bytes(); }
  Error too_large() const {
    return Error(ErrorCode::kResourceExhausted,
                 fmt::format("the result is larger than the response limit of {}; raise "
                             "limits.responseBytes in modus.json or --max-response",
                             json::describe_size(writer_.max_bytes())));
  }

 private:
  json::Writer& writer_;
  std::size_t dropped_ = 0;
};

/// Builds one value in the arena. Names of record fields are not copied.
class ValueSink {
 public:
  static constexpr bool kFiniteOnly = false;
  struct Mark {
    std::size_t values, names, starts;
  };

  explicit ValueSink(types::Arena& arena) : arena_(arena) {}

  types::Value take() const { return values_.back(); }

  void null() { push(types::Value::null()); }
  void boolean(bool value) { push(types::Value::boolean(value)); }
  void integer(std::int64_t value) { push(types::Value::integer(value)); }
  void unsigned_integer(std::uint64_t value) { push(types::Value::unsigned_integer(value)); }
  void number(double value) { push(types::Value::number(value)); }
  void string(std::string_view text) {
    size_ += text.size();
    push(types::Value::string(types::copy_text(arena_, text)));
  }
  void utf8(std::string_view text) { string(mend_utf8(text, text_)); }
  void json(std::string_view text) {
    size_ += text.size() * sizeof(types::Value);  // what "1,1,1" may become
    if (is_full()) return null();
    const auto value = types::parse_value(types::copy_text(arena_, text), arena_);
    push(value.value_or(types::Value::null()));
  }
  void utf16(Bytes units) {
    text_.clear();
    append_utf8(text_, units);
    string(text_);
  }
  void bytes(Bytes bytes) { string({reinterpret_cast<const char*>(bytes.data()), bytes.size()}); }
  /// As the clock showed it.
  bool instant(const types::Instant& instant) {
    const auto text = types::format_local_timestamp(instant);
    if (text) string(*text);
    return text.has_value();
  }
  void begin_list() { starts_.push_back(values_.size()); }
  void end_list() {
    const std::size_t start = pop_start();
    const auto items = types::make_span<types::Value>(arena_, values_.size() - start);
    std::copy(values_.begin() + static_cast<std::ptrdiff_t>(start), values_.end(), items.begin());
    values_.resize(start);
    push(types::Value::list(items));
  }
  void begin_record() { begin_list(); }
  void key(std::string_view name) { names_.push_back(name); }
  void response_key(std::string_view name) { key(name); }
  void end_record() {
    const std::size_t start = pop_start();
    const std::size_t count = values_.size() - start;
    const std::size_t first_name = names_.size() - count;
    const auto members = types::make_span<types::Member>(arena_, count);
    for (std::size_t i = 0; i < count; ++i) {
      members[i] = {names_[first_name + i], values_[start + i]};
    }
    values_.resize(start);
    names_.resize(first_name);
    push(types::Value::object(members));
  }

  Mark mark() const { return {values_.size(), names_.size(), starts_.size()}; }
  void rewind(Mark mark) {
    values_.resize(mark.values);
    names_.resize(mark.names);
    starts_.resize(mark.starts);
  }

  bool is_full() const { return size_ > kMaxSize; }
  bool may_take(std::size_t bytes) const { return bytes <= kMaxSize; }
  Error too_large() const {
    return Error(
        ErrorCode::kResourceExhausted,
        fmt::format("the value is larger than the limit of {}", json::describe_size(kMaxSize)));
  }

 private:
  static constexpr std::size_t kMaxSize = 32u << 20;

  void push(types::Value value) {
    size_ += sizeof(types::Member);
    values_.push_back(value);
  }
  std::size_t pop_start() {
    const std::size_t start = starts_.back();
    starts_.pop_back();
    return start;
  }

  types::Arena& arena_;
  std::size_t size_ = 0;  // of all that was ever put in
  std::string text_;      // scratch
  std::vector<types::Value> values_;
  std::vector<std::string_view> names_;
  std::vector<std::size_t> starts_;
};

}  // namespace modus::guest
