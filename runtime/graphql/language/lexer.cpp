// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/language/lexer.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "runtime/graphql/language/text.h"

namespace modus::graphql {
namespace {

// In the order of TokenKind.
constexpr std::string_view kKindNames[] = {
    "<EOF>", "!", "$", "&", "(", ")",    "...", ":",     "=",      "@",
    "[",     "]", "{", "|", "}", "Name", "Int", "Float", "String", "BlockString"};

constexpr bool is_punctuator(TokenKind kind) {
  return kind > TokenKind::kEnd && kind < TokenKind::kName;
}

TokenKind single_punctuator(int c) {
  switch (c) {
    case '!': return TokenKind::kBang;
    case '$': return TokenKind::kDollar;
    case '&': return TokenKind::kAmp;
    case '(': return TokenKind::kParenOpen;
    case ')': return TokenKind::kParenClose;
    case ':': return TokenKind::kColon;
    case '=': return TokenKind::kEquals;
    case '@': return TokenKind::kAt;
    case '[': return TokenKind::kBracketOpen;
    case ']': return TokenKind::kBracketClose;
    case '{': return TokenKind::kBraceOpen;
    case '|': return TokenKind::kPipe;
    case '}': return TokenKind::kBraceClose;
    default: return TokenKind::kEnd;
  }
}

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
  if (at_ == source_.size()) return {TokenKind::kEnd, static_cast<Offset>(at_), {}};
  if (++tokens_ > max_tokens_) {
    throw SyntaxError{
        fmt::format("The document has more tokens than the limit of {}.", max_tokens_), at_};
  }
  const int c = peek();
  if (is_name_start(c)) return read_name();
  if (is_digit(c) || c == '-') return read_number();
  if (c == '"') {
    return peek(1) == '"' && peek(2) == '"' ? read_block_string() : read_string();
  }
  if (c == '.' && peek(1) == '.' && peek(2) == '.') return punctuator(TokenKind::kSpread, 3);
  const TokenKind kind = single_punctuator(c);
  if (kind == TokenKind::kEnd) unexpected_character();
  return punctuator(kind, 1);
}

void Lexer::skip_ignored() {
  for (;;) {
    const int c = peek();
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',') {
      ++at_;
    } else if (c == 0xef && source_.substr(at_).starts_with("\xef\xbb\xbf")) {
      at_ += 3;
    } else if (c == '#') {
      const std::size_t end = source_.find_first_of("\r\n", at_);
      at_ = end == std::string_view::npos ? source_.size() : end;
    } else {
      return;
    }
  }
}

Token Lexer::punctuator(TokenKind kind, std::size_t length) {
  const Token token{kind, static_cast<Offset>(at_), source_.substr(at_, length)};
  at_ += length;
  return token;
}

Token Lexer::read_name() {
  const std::size_t start = at_;
  while (is_name_continue(peek())) ++at_;
  return {TokenKind::kName, static_cast<Offset>(start), source_.substr(start, at_ - start)};
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
  return {kind, static_cast<Offset>(start), source_.substr(start, at_ - start)};
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
  std::string text;
  for (std::size_t from = at_;;) {
    const int c = peek();
    if (c == -1 || c == '\n' || c == '\r') throw SyntaxError{"Unterminated string.", at_};
    if (c == '"' || c == '\\') text.append(source_, from, at_ - from);
    if (c == '"') break;
    if (c == '\\') {
      read_escape(text);
      from = at_;
    } else {
      const std::size_t length = decode_utf8(source_.substr(at_)).length;
      if (length == 0) throw SyntaxError{"Invalid character within String.", at_};
      at_ += length;
    }
  }
  ++at_;
  return {TokenKind::kString, static_cast<Offset>(start), types::copy_text(*arena_, text)};
}

void Lexer::read_escape(std::string& text) {
  constexpr std::string_view kEscapes = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const std::string_view rest = source_.substr(at_);
  const auto invalid = [&](std::size_t length) {
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
  at_ += 3;
  std::string raw;
  for (std::size_t from = at_;;) {
    const int c = peek();
    if (c == -1) throw SyntaxError{"Unterminated string.", at_};
    const std::string_view rest = source_.substr(at_);
    if (rest.starts_with("\"\"\"")) {
      raw.append(source_, from, at_ - from);
      break;
    }
    if (rest.starts_with("\\\"\"\"")) {
      raw.append(source_, from, at_ - from);
      from = at_ + 1;
      at_ += 4;
    } else {
      const std::size_t length = decode_utf8(rest).length;
      if (length == 0) throw SyntaxError{"Invalid character within String.", at_};
      at_ += length;
    }
  }
  at_ += 3;
  return {TokenKind::kBlockString, static_cast<Offset>(start),
          types::copy_text(*arena_, block_string_value(raw))};
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
