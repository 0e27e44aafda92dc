// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/language/lexer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "runtime/graphql/language/text.h"
#include "runtime/json/escape.h"

namespace modus::graphql {
namespace {

// In the order of TokenKind.
constexpr std::string_view kKindNames[] = {
    "<EOF>", "!", "$", "&", "(", ")",    "...", ":",     "=",      "@",
    "[",     "]", "{", "|", "}", "Name", "Int", "Float", "String", "BlockString"};

constexpr bool is_punctuator(TokenKind kind) {
  return kind > TokenKind::kEnd && kind < TokenKind::kName;
}

// What a token, or what lies between tokens, begins with.
enum class Start : std::uint8_t {
  kNothing,
  kBlank,
  kComment,
  kByteOrderMark,
  kName,
  kNumber,
  kString,
  kDot,
  kPunctuator
};

struct Character {
  Start start = Start::kNothing;
  bool continues_name = false;
  TokenKind punctuator = TokenKind::kEnd;
};

constexpr std::array<Character, 256> kCharacters = [] {
  std::array<Character, 256> table;
  for (int c = 0; c < 128; ++c) {
    table[c].continues_name = is_name_continue(c);
    if (is_name_start(c)) table[c].start = Start::kName;
    if (is_digit(c) || c == '-') table[c].start = Start::kNumber;
  }
  for (const unsigned char c : {' ', '\t', '\n', '\r', ','}) table[c].start = Start::kBlank;
  table['#'].start = Start::kComment;
  table[0xef].start = Start::kByteOrderMark;
  table['"'].start = Start::kString;
  table['.'].start = Start::kDot;
  for (auto kind = TokenKind::kBang; is_punctuator(kind); kind = TokenKind(int(kind) + 1)) {
    if (kind == TokenKind::kSpread) continue;
    const auto c = static_cast<unsigned char>(kKindNames[static_cast<std::size_t>(kind)][0]);
    table[c] = {Start::kPunctuator, false, kind};
  }
  return table;
}();

const Character& look_up(char c) { return kCharacters[static_cast<unsigned char>(c)]; }

constexpr std::string_view kBlockQuotes = "\"\"\"";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

constexpr bool is_surrogate(std::uint32_t value) { return value >= 0xd800 && value <= 0xdfff; }

// The value of `\uXXXX` at the front of text, or nothing.
int hex4(std::string_view text) {
  if (text.size() < 6 || !text.starts_with("\\u")) return -1;
  int value = 0;
  const char* end = text.data() + 6;
  const auto [stop, error] = std::from_chars(text.data() + 2, end, value, 16);
  return error == std::errc() && stop == end && text[2] != '-' ? value : -1;
}

}  // namespace

std::string describe(TokenKind kind) {
  const std::string_view name = kKindNames[static_cast<std::size_t>(kind)];
  return is_punctuator(kind) ? fmt::format("\"{}\"", name) : std::string(name);
}

std::string describe(const Token& token) {
  if (token.kind < TokenKind::kName) return describe(token.kind);
  return fmt::format("{} \"{}\"", describe(token.kind), token.text);
}

Lexer::Lexer(std::string_view source, types::Arena& arena, std::size_t max_tokens)
    : source_(source), arena_(&arena), max_tokens_(max_tokens) {}

Token Lexer::next() {
  skip_ignored();
  if (at_ == source_.size()) return token(TokenKind::kEnd, at_);
  if (++tokens_ > max_tokens_) {
    throw SyntaxError{fmt::format("The document has more tokens than the limit of {}", max_tokens_),
                      at_, kTooManyTokens};
  }
  const Character& c = look_up(source_[at_]);
  switch (c.start) {
    case Start::kName: return read_name();
    case Start::kPunctuator: return token(c.punctuator, at_++);
    case Start::kNumber: return read_number();
    case Start::kString:
      return source_.substr(at_).starts_with(kBlockQuotes) ? read_block_string() : read_string();
    case Start::kDot:
      if (!source_.substr(at_).starts_with("...")) break;
      at_ += 3;
      return token(TokenKind::kSpread, at_ - 3);
    default: break;
  }
  unexpected_character();
}

void Lexer::skip_ignored() {
  for (; at_ < source_.size(); ++at_) {
    const Start start = look_up(source_[at_]).start;
    if (start == Start::kBlank) continue;
    if (start == Start::kComment) {
      const std::size_t end = source_.find_first_of("\r\n", at_);
      if (end != std::string_view::npos) {
        at_ = end;
        continue;
      }
      at_ = source_.size();
    } else if (start == Start::kByteOrderMark && source_.substr(at_).starts_with(kByteOrderMark)) {
      at_ += kByteOrderMark.size() - 1;
      continue;
    }
    return;
  }
}

Token Lexer::token(TokenKind kind, std::size_t start, std::string_view text) {
  return {kind, static_cast<Offset>(start), text};
}

Token Lexer::read_name() {
  const std::size_t start = at_;
  do ++at_;
  while (at_ < source_.size() && look_up(source_[at_]).continues_name);
  return token(TokenKind::kName, start, source_.substr(start, at_ - start));
}

Token Lexer::read_number() {
  const std::size_t start = at_;
  TokenKind kind = TokenKind::kInt;
  if (peek() == '-') ++at_;
  if (peek() == '0') {
    ++at_;
    if (is_digit(peek())) {
      throw SyntaxError{
          fmt::format("Invalid number, unexpected digit after 0: {}.", describe_character(at_)),
          at_};
    }
  } else {
    read_digits();
  }
  if (peek() == '.') {
    kind = TokenKind::kFloat;
    ++at_;
    read_digits();
  }
  if (peek() == 'e' || peek() == 'E') {
    kind = TokenKind::kFloat;
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    read_digits();
  }
  if (peek() == '.' || is_name_start(peek())) {
    throw SyntaxError{
        fmt::format("Invalid number, expected digit but got: {}.", describe_character(at_)), at_};
  }
  return token(kind, start, source_.substr(start, at_ - start));
}

void Lexer::read_digits() {
  if (!is_digit(peek())) {
    throw SyntaxError{
        fmt::format("Invalid number, expected digit but got: {}.", describe_character(at_)), at_};
  }
  while (is_digit(peek())) ++at_;
}

Token Lexer::read_string() {
  const std::size_t start = at_++;
  const std::size_t begin = at_;
  std::string text;  // what comes before `from`, once there was an escape
  for (std::size_t from = begin;;) {
    at_ += json::plain_length(source_.substr(at_));
    const int c = peek();
    if (c == '"') {
      const std::string_view rest = source_.substr(from, at_++ - from);
      return token(TokenKind::kString, start,
                   from == begin ? rest : types::copy_text(*arena_, text.append(rest)));
    }
    if (c == -1 || c == '\n' || c == '\r') throw SyntaxError{"Unterminated string.", at_};
    if (c == '\\') {
      text.append(source_, from, at_ - from);
      read_escape(text);
      from = at_;
    } else {
      skip_characters();
    }
  }
}

void Lexer::skip_characters() {
  do {
    const std::size_t length = decode_utf8(source_.substr(at_)).length;
    if (length == 0) throw SyntaxError{"Invalid character within String.", at_};
    at_ += length;
  } while (at_ < source_.size() && static_cast<unsigned char>(source_[at_]) >= 0x80);
}

void Lexer::read_escape(std::string& text) {
  constexpr std::string_view kEscapes = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const std::string_view rest = source_.substr(at_);
  const auto invalid = [&](std::size_t utf16_units) {
    std::size_t length = 0;
    for (std::size_t units = 0; units < utf16_units && length < rest.size();) {
      const std::size_t bytes = std::max<std::size_t>(1, decode_utf8(rest.substr(length)).length);
      units += bytes == 4 ? 2 : 1;
      length += bytes;
    }
    throw SyntaxError{
        fmt::format("Invalid Unicode escape sequence: \"{}\".", rest.substr(0, length)), at_};
  };
  if (rest.starts_with("\\u{")) {
    std::uint32_t value = 0;
    std::size_t i = 3;
    for (; i < rest.size() && i < 12 && rest[i] != '}'; ++i) {
      std::uint32_t digit = 0;
      const char* end = rest.data() + i + 1;
      if (std::from_chars(end - 1, end, digit, 16).ec != std::errc()) invalid(i + 1);
      value = value << 4 | digit;
    }
    if (i == rest.size()) invalid(i);
    if (i == 3 || i == 12 || value > 0x10ffff || is_surrogate(value)) invalid(i == 12 ? 12 : i + 1);
    append_utf8(text, value);
    at_ += i + 1;
  } else if (rest.starts_with("\\u")) {
    const int unit = hex4(rest);
    if (unit < 0) invalid(6);
    auto value = static_cast<std::uint32_t>(unit);
    at_ += 6;
    if (is_surrogate(value)) {
      const int low = hex4(rest.substr(6));
      if (value >= 0xdc00 || low < 0xdc00 || low > 0xdfff) {
        at_ -= 6;
        invalid(6);
      }
      value = 0x10000 + ((value - 0xd800) << 10) + (static_cast<std::uint32_t>(low) - 0xdc00);
      at_ += 6;
    }
    append_utf8(text, value);
  } else {
    const std::size_t escape = rest.size() > 1 ? kEscapes.find(rest[1]) : std::string_view::npos;
    if (escape == std::string_view::npos) {
      const std::size_t length =
          rest.size() > 1 ? 1 + std::max<std::size_t>(1, decode_utf8(rest.substr(1)).length) : 1;
      throw SyntaxError{
          fmt::format("Invalid character escape sequence: \"{}\".", rest.substr(0, length)), at_};
    }
    text += kMeanings[escape];
    at_ += 2;
  }
}

Token Lexer::read_block_string() {
  const std::size_t start = at_;
  at_ += kBlockQuotes.size();
  std::string raw;
  for (std::size_t from = at_;;) {
    at_ += json::plain_length(source_.substr(at_));
    const std::string_view rest = source_.substr(at_);
    if (rest.empty()) throw SyntaxError{"Unterminated string.", at_};
    if (rest.starts_with(kBlockQuotes)) {
      raw.append(source_, from, at_ - from);
      break;
    }
    if (rest[0] == '\\' && rest.substr(1).starts_with(kBlockQuotes)) {
      raw.append(source_, from, at_ - from);
      from = at_ + 1;
      at_ += 1 + kBlockQuotes.size();
    } else {
      skip_characters();
    }
  }
  at_ += kBlockQuotes.size();
  return token(TokenKind::kBlockString, start, types::copy_text(*arena_, block_string_value(raw)));
}

void Lexer::unexpected_character() {
  if (peek() == '\'') {
    throw SyntaxError{
        "Unexpected single quote character ('), did you mean to use a double quote (\")?", at_};
  }
  const bool valid = decode_utf8(source_.substr(at_)).length > 0;
  throw SyntaxError{
      fmt::format("{} character: {}.", valid ? "Unexpected" : "Invalid", describe_character(at_)),
      at_};
}

std::string Lexer::describe_character(std::size_t at) const {
  if (at >= source_.size()) return "<EOF>";
  const CodePoint c = decode_utf8(source_.substr(at));
  if (c.length == 0) return fmt::format("byte 0x{:02X}", static_cast<unsigned char>(source_[at]));
  if (c.value == '"') return "'\"'";
  if (c.value >= 0x20 && c.value < 0x7f) return fmt::format("\"{}\"", static_cast<char>(c.value));
  return fmt::format("U+{:04X}", c.value);
}

}  // namespace modus::graphql
