// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/value_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "runtime/json/escape.h"
#include "runtime/json/json.h"

namespace modus::types {
namespace {

// Of members of one name, keeps the last; returns how many members are left, which come first.
std::size_t drop_repeated(std::span<Member> members) {
  constexpr std::size_t kFew = 16;
  if (members.size() > kFew) {
    // By sorting: keys chosen to collide in a hash table must not cost more.
    std::vector<std::uint32_t> order(members.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
    std::ranges::sort(order, {}, [&](std::uint32_t i) { return std::pair(members[i].name, i); });
    for (std::size_t i = 1; i < order.size(); ++i) {
      Member& earlier = members[order[i - 1]];
      if (earlier.name == members[order[i]].name) earlier.value = Value();
    }
    const auto repeated =
        std::ranges::remove_if(members, [](const Member& m) { return m.value.is_absent(); });
    return members.size() - repeated.size();
  }
  std::size_t count = 0;
  for (const Member& member : members) {
    const auto kept = members.first(count);
    const auto known = std::ranges::find(kept, member.name, &Member::name);
    if (known == kept.end()) {
      members[count++] = member;
    } else {
      known->value = member.value;
    }
  }
  return count;
}

class Parser {
 public:
  Parser(std::string_view text, Arena& arena)
      : start_(text.data()), at_(start_), end_(start_ + text.size()), arena_(arena) {
    children_.reserve(kFewChildren);
  }

  /// False: `fault()` says where and why.
  bool parse_document(Value& value) {
    if (!parse(value)) return false;
    skip_space();
    return at_ == end_ || refuse("unexpected text after the end of the document");
  }

  Error fault() const {
    return json::error_at({start_, end_}, static_cast<std::size_t>(at_ - start_), reason_);
  }

 private:
  static constexpr int kMaxDepth = 256;
  static constexpr std::size_t kFewChildren = 32;

  bool refuse(std::string_view reason) {
    reason_ = reason;
    return false;
  }
  bool unexpected() {
    return refuse(at_ == end_ ? "unexpected end of the document" : "syntax error");
  }

  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  char peek() const { return at_ == end_ ? '\0' : *at_; }
  bool skip(char character) {
    if (peek() != character || at_ == end_) return false;
    ++at_;
    return true;
  }

  bool parse(Value& value) {
    skip_space();
    switch (peek()) {
      case '"': {
        std::string_view text;
        if (!parse_string(text)) return false;
        value = Value::string(text);
        return true;
      }
      case '{': return parse_object(value);
      case '[': return parse_list(value);
      case 't': return parse_word("true", Value::boolean(true), value);
      case 'f': return parse_word("false", Value::boolean(false), value);
      case 'n': return parse_word("null", Value::null(), value);
      default: return parse_number(value);
    }
  }

  bool parse_word(std::string_view word, Value meaning, Value& value) {
    for (const char character : word) {
      if (!skip(character)) return unexpected();
    }
    value = meaning;
    return true;
  }

  bool enter() {
    ++at_;
    return ++depth_ <= kMaxDepth || refuse("the document is nested deeper than 256 levels");
  }

  // Children gather on one stack for all levels, and move to the arena once they are all there.
  bool parse_list(Value& value) {
    if (!enter()) return false;
    const std::size_t first = children_.size();
    skip_space();
    if (!skip(']')) {
      do {
        Value item;
        if (!parse(item)) return false;
        children_.push_back({{}, item});
        skip_space();
      } while (skip(','));
      if (!skip(']')) return unexpected();
    }
    const auto items = make_span<Value>(arena_, children_.size() - first);
    for (std::size_t i = 0; i < items.size(); ++i) items[i] = children_[first + i].value;
    children_.resize(first);
    value = Value::list(items);
    --depth_;
    return true;
  }

  bool parse_object(Value& value) {
    if (!enter()) return false;
    const std::size_t first = children_.size();
    skip_space();
    if (!skip('}')) {
      do {
        Member member;
        skip_space();
        if (peek() != '"') return unexpected();
        if (!parse_string(member.name)) return false;
        skip_space();
        if (!skip(':')) return unexpected();
        if (!parse(member.value)) return false;
        children_.push_back(member);
        skip_space();
      } while (skip(','));
      if (!skip('}')) return unexpected();
    }
    const std::size_t count = drop_repeated(std::span(children_).subspan(first));
    const auto members = make_span<Member>(arena_, count);
    std::copy_n(children_.begin() + static_cast<std::ptrdiff_t>(first), count, members.begin());
    children_.resize(first);
    value = Value::object(members);
    --depth_;
    return true;
  }

  // From the opening quote to after the closing one.
  bool parse_string(std::string_view& text) {
    const char* const start = ++at_;
    bool has_escapes = false;
    while (true) {
      at_ += json::plain_length({at_, end_});
      if (at_ == end_) return unexpected();
      const auto byte = static_cast<unsigned char>(*at_);
      if (byte == '"') break;
      if (byte == '\\') {
        has_escapes = true;
        at_ += end_ - at_ >= 2 ? 2 : 1;
      } else if (byte < 0x20) {
        return refuse("a control character in a string must be escaped");
      } else if (const std::size_t length = json::sequence_length({at_, end_}); length > 0) {
        at_ += length;
      } else {
        return refuse("the text is no valid UTF-8");
      }
    }
    text = {start, at_};
    if (has_escapes && !decode(text)) return false;
    ++at_;
    return true;
  }

  // Replaces a string's text as written by what it stands for, which is never longer.
  bool decode(std::string_view& text) {
    const auto room = make_span<char>(arena_, text.size());
    char* to = room.data();
    const char* const end = text.data() + text.size();
    for (at_ = text.data(); at_ != end;) {
      const char* const escape = std::find(at_, end, '\\');
      to = std::copy(at_, escape, to);
      at_ = escape;
      if (at_ != end && !decode_escape(to, end)) return false;
    }
    text = {room.data(), to};
    return true;
  }

  bool decode_escape(char*& to, const char* end) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char letter = at_[1];
    if (const auto place = kLetters.find(letter); place != std::string_view::npos) {
      *to++ = kMeanings[place];
      at_ += 2;
      return true;
    }
    std::uint32_t c = 0;
    if (!decode_unit(end, c)) return false;
    if (c >= 0xd800 && c < 0xdc00) {
      std::uint32_t low = 0;
      if (end - at_ < 2 || *at_ != '\\') return refuse("half a surrogate pair");
      if (!decode_unit(end, low)) return false;
      if (low < 0xdc00 || low >= 0xe000) return refuse("half a surrogate pair");
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    } else if (c >= 0xdc00 && c < 0xe000) {
      return refuse("half a surrogate pair");
    }
    to = json::put_utf8(to, c);
    return true;
  }

  bool decode_unit(const char* end, std::uint32_t& unit) {
    constexpr std::ptrdiff_t kLength = 6;  // \u12ab
    if (at_[1] != 'u' || end - at_ < kLength) return refuse("unknown escape sequence");
    const auto read = std::from_chars(at_ + 2, at_ + kLength, unit, 16);
    if (read.ptr != at_ + kLength || read.ec != std::errc()) {
      return refuse("unknown escape sequence");
    }
    at_ += kLength;
    return true;
  }

  bool skip_digits() {
    const char* const first = at_;
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9') ++at_;
    return at_ != first || unexpected();
  }

  bool parse_number(Value& value) {
    const char* const start = at_;
    skip('-');
    if (!skip('0') && !skip_digits()) return false;
    bool is_integer = true;
    if (skip('.')) {
      is_integer = false;
      if (!skip_digits()) return false;
    }
    if (skip('e') || skip('E')) {
      is_integer = false;
      if (!skip('+')) skip('-');
      if (!skip_digits()) return false;
    }
    if (is_integer) {
      std::int64_t integer = 0;
      if (std::from_chars(start, at_, integer).ec == std::errc()) {
        value = Value::integer(integer);
        return true;
      }
      std::uint64_t natural = 0;
      if (*start != '-' && std::from_chars(start, at_, natural).ec == std::errc()) {
        value = Value::unsigned_integer(natural);
        return true;
      }
    }
    return parse_double(start, value);
  }

  bool parse_double(const char* start, Value& value) {
    double number = 0;
    if (std::from_chars(start, at_, number).ec != std::errc()) {
      number = std::strtod(std::string(start, at_).c_str(), nullptr);  // 0 or infinite
      if (!std::isfinite(number)) {
        at_ = start;
        return refuse("the number is out of range");
      }
    }
    value = Value::number(number);
    return true;
  }

  const char* start_;
  const char* at_;
  const char* end_;
  Arena& arena_;
  std::string_view reason_;
  int depth_ = 0;
  alignas(Member) std::array<std::byte, kFewChildren * sizeof(Member)> few_;
  Arena scratch_{few_.data(), few_.size()};
  std::pmr::vector<Member> children_{&scratch_};
};

}  // namespace

Result<Value> parse_value(std::string_view text, Arena& arena) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max()) {
    return fail(ErrorCode::kInvalidArgument, "the document is larger than 4 GiB");
  }
  Parser parser(text, arena);
  Value value;
  if (!parser.parse_document(value)) return std::unexpected(parser.fault());
  return value;
}

}  // namespace modus::types
