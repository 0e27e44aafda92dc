// SPDX-License-Identifier: Apache-2.0
// Splits a GraphQL source text into tokens (specification, section 2.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/graphql/language/source.h"
#include "runtime/types/value.h"

namespace modus::graphql {

enum class TokenKind : std::uint8_t {
  kEnd,
  kBang,
  kDollar,
  kAmp,
  kParenOpen,
  kParenClose,
  kSpread,
  kColon,
  kEquals,
  kAt,
  kBracketOpen,
  kBracketClose,
  kBraceOpen,
  kPipe,
  kBraceClose,
  kName,
  kInt,
  kFloat,
  kString,
  kBlockString,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Offset at = 0;
  std::string_view text;  // of names and numbers as written, of strings decoded; else empty
};

/// A kind, or a token with its text, as error messages name it: `Name "x"`, `"{"`, `<EOF>`.
std::string describe(TokenKind kind);
std::string describe(const Token& token);

/// Thrown by lexer and parser, caught at the parser's door.
struct SyntaxError {
  std::string message;
  std::size_t at;
  std::string_view code = "GRAPHQL_PARSE_FAILED";
};

/// Copyable, so that a parser can look ahead. Source and arena must outlive it and its tokens.
class Lexer {
 public:
  Lexer(std::string_view source, types::Arena& arena, std::size_t max_tokens);

  /// The next token; at the end kEnd, again and again. Throws SyntaxError.
  Token next();

 private:
  void skip_ignored();
  static Token token(TokenKind kind, std::size_t start, std::string_view text = {});
  Token read_name();
  Token read_number();
  Token read_string();
  Token read_block_string();
  void read_digits();
  void read_escape(std::string& text);
  /// Steps over a character inside a string, and those after it that are not ASCII.
  void skip_characters();
  [[noreturn]] void unexpected_character();
  /// The character at an offset, quoted or as U+XXXX, for a message.
  std::string describe_character(std::size_t at) const;
  int peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? static_cast<unsigned char>(source_[at_ + ahead]) : -1;
  }

  std::string_view source_;
  types::Arena* arena_;
  std::size_t max_tokens_;
  std::size_t tokens_ = 0;
  std::size_t at_ = 0;
};

}  // namespace modus::graphql
