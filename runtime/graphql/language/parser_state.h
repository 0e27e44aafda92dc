// SPDX-License-Identifier: Apache-2.0
// The recursive-descent parser behind parse_document. Throws SyntaxError.
#pragma once

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

#include "runtime/graphql/language/ast.h"
#include "runtime/graphql/language/lexer.h"
#include "runtime/graphql/language/parser.h"

namespace modus::graphql {

enum class Constness { kConstant, kVariables };

class Parser {
 public:
  Parser(std::string_view source, types::Arena& arena, const ParseLimits& limits);

  std::span<const ast::Definition> document();
  ast::Value value(Constness constness);
  ast::Type type();
  const ast::Counts& counts() const { return counts_; }
  void expect_end() { expect(TokenKind::kEnd); }

 private:
  // Tokens.
  bool peek(TokenKind kind) const { return token_.kind == kind; }
  bool peek_keyword(std::string_view word) const {
    return peek(TokenKind::kName) && token_.text == word;
  }
  bool peek_description() const {
    return peek(TokenKind::kString) || peek(TokenKind::kBlockString);
  }
  const Token& lookahead();
  Token advance();
  Token expect(TokenKind kind);
  void expect_keyword(std::string_view word);
  bool skip(TokenKind kind);
  bool skip_keyword(std::string_view word);
  [[noreturn]] void unexpected(const Token& token) const;
  [[noreturn]] void unexpected() const { unexpected(token_); }

  // Shared by both kinds of document.
  ast::Definition definition();
  ast::Name name();
  std::string_view description();
  std::span<const ast::Directive> directives(Constness constness);
  std::span<const ast::Argument> arguments(Constness constness);
  ast::Value list(Constness constness);
  ast::Value object(Constness constness);
  ast::Value word();
  const ast::Value* default_value();

  // Executable documents.
  ast::Operation operation();
  ast::Fragment fragment();
  ast::VariableDefinition variable_definition();
  const ast::SelectionSet* selection_set();
  ast::Selection selection();
  ast::Selection field();
  ast::Name fragment_name();

  // Schema documents.
  ast::TypeSystemDefinition type_system_definition();
  ast::TypeSystemDefinition extension();
  void type_system_body(ast::TypeSystemDefinition& definition);
  ast::OperationKind operation_kind();
  ast::RootOperation root_operation();
  ast::FieldDefinition field_definition();
  ast::InputValueDefinition input_value_definition();
  ast::EnumValueDefinition enum_value_definition();
  ast::Name directive_location();
  std::span<const ast::Name> implemented_interfaces();

  // Lists. Items live in the arena; `read` reads one.
  template <class Read>
  auto many(TokenKind open, Read read, TokenKind close);
  template <class Read>
  auto optional_many(TokenKind open, Read read, TokenKind close);
  template <class Read>
  auto delimited(TokenKind delimiter, Read read);

  template <class T>
  const T* keep(T node) {
    return &(types::make_span<T>(arena_, 1)[0] = node);
  }
  /// Collects the items of one list above those of the lists around it, whose memory it shares.
  template <class T>
  class Items {
   public:
    explicit Items(Parser& parser)
        : arena_(parser.arena_), stack_(std::get<std::vector<T>>(parser.stacks_)) {}
    void add(const T& item) { stack_.push_back(item); }
    /// Moves the items into the arena.
    std::span<const T> keep() {
      const auto copy = types::make_span<T>(arena_, stack_.size() - begin_);
      std::copy(stack_.begin() + begin_, stack_.end(), copy.begin());
      stack_.resize(begin_);
      return copy;
    }

   private:
    types::Arena& arena_;
    std::vector<T>& stack_;
    std::size_t begin_ = stack_.size();
  };

  /// Counts one level of nesting while it lives.
  class Level {
   public:
    explicit Level(Parser& parser) : parser_(parser) { parser.enter(); }
    ~Level() { --parser_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Parser& parser_;
  };
  void enter();

  types::Arena& arena_;
  Lexer lexer_;
  std::size_t max_depth_;
  std::size_t depth_ = 0;
  Token token_;
  std::optional<Token> lookahead_;
  ast::Counts counts_;
  std::tuple<std::vector<ast::Definition>, std::vector<ast::VariableDefinition>,
             std::vector<ast::Directive>, std::vector<ast::Argument>, std::vector<ast::Selection>,
             std::vector<ast::Value>, std::vector<ast::ObjectField>, std::vector<ast::Name>,
             std::vector<ast::FieldDefinition>, std::vector<ast::InputValueDefinition>,
             std::vector<ast::EnumValueDefinition>, std::vector<ast::RootOperation>>
      stacks_;
};

template <class Read>
auto Parser::many(TokenKind open, Read read, TokenKind close) {
  expect(open);
  Items<decltype(read())> items(*this);
  do items.add(read());
  while (!skip(close));
  return items.keep();
}

template <class Read>
auto Parser::optional_many(TokenKind open, Read read, TokenKind close) {
  return peek(open) ? many(open, read, close) : std::span<const decltype(read())>();
}

template <class Read>
auto Parser::delimited(TokenKind delimiter, Read read) {
  skip(delimiter);
  Items<decltype(read())> items(*this);
  do items.add(read());
  while (skip(delimiter));
  return items.keep();
}

}  // namespace modus::graphql
