// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/language/parser.h"

#include <fmt/format.h>

#include "runtime/graphql/language/parser_state.h"

namespace modus::graphql {

namespace {

// What `read` makes of a parser over the source, or the syntax error in it.
template <class Read>
auto parse(std::string_view source, types::Arena& arena, const ParseLimits& limits, Read read)
    -> std::expected<decltype(read(std::declval<Parser&>())), Diagnostic> {
  if (source.size() > std::numeric_limits<Offset>::max()) {
    return std::unexpected(Diagnostic{"The document is 4 GiB or larger.", {}});
  }
  try {
    Parser parser(source, arena, limits);
    return read(parser);
  } catch (const SyntaxError& error) {
    return std::unexpected(
        Diagnostic{"Syntax Error: " + error.message, {locate(source, error.at)}, error.code});
  }
}

}  // namespace

std::expected<std::unique_ptr<const Document>, Diagnostic> parse_document(std::string source,
                                                                          ParseLimits limits) {
  auto document = std::make_unique<Document>(std::move(source));
  auto definitions = parse(document->source_, document->arena_, limits, [&](Parser& parser) {
    const auto read = parser.document();
    document->counts_ = parser.counts();
    return read;
  });
  if (!definitions) return std::unexpected(std::move(definitions).error());
  document->definitions_ = *definitions;
  return document;
}

std::expected<ast::Value, Diagnostic> parse_value(std::string_view source, types::Arena& arena,
                                                  ParseLimits limits) {
  return parse(source, arena, limits, [](Parser& parser) {
    const ast::Value value = parser.value(Constness::kVariables);
    parser.expect_end();
    return value;
  });
}

std::expected<ast::Type, Diagnostic> parse_type(std::string_view source, types::Arena& arena,
                                                ParseLimits limits) {
  return parse(source, arena, limits, [](Parser& parser) {
    const ast::Type type = parser.type();
    parser.expect_end();
    return type;
  });
}

Parser::Parser(std::string_view source, types::Arena& arena, const ParseLimits& limits)
    : arena_(arena), lexer_(source, arena, limits.max_tokens), max_depth_(limits.max_depth) {
  token_ = lexer_.next();
}

void Parser::enter() {
  if (++depth_ > max_depth_) {
    throw SyntaxError{fmt::format("The document nests deeper than the limit of {}", max_depth_),
                      token_.at, kTooDeep};
  }
}

const Token& Parser::lookahead() {
  if (!lookahead_) lookahead_ = lexer_.next();
  return *lookahead_;
}

Token Parser::advance() {
  const Token taken = token_;
  token_ = lookahead_ ? *lookahead_ : lexer_.next();
  lookahead_.reset();
  return taken;
}

Token Parser::expect(TokenKind kind) {
  if (!peek(kind)) {
    throw SyntaxError{fmt::format("Expected {}, found {}.", describe(kind), describe(token_)),
                      token_.at};
  }
  return advance();
}

void Parser::expect_keyword(std::string_view word) {
  if (!skip_keyword(word)) {
    throw SyntaxError{fmt::format("Expected \"{}\", found {}.", word, describe(token_)), token_.at};
  }
}

bool Parser::skip(TokenKind kind) {
  if (!peek(kind)) return false;
  advance();
  return true;
}

bool Parser::skip_keyword(std::string_view word) {
  if (!peek_keyword(word)) return false;
  advance();
  return true;
}

void Parser::unexpected(const Token& token) const {
  throw SyntaxError{fmt::format("Unexpected {}.", describe(token)), token.at};
}

std::span<const ast::Definition> Parser::document() {
  Items<ast::Definition> definitions(*this);
  do definitions.add(definition());
  while (!skip(TokenKind::kEnd));
  return definitions.keep();
}

ast::Definition Parser::definition() {
  if (peek(TokenKind::kBraceOpen)) return {.operation = keep(operation())};
  const bool described = peek_description();
  const Token keyword = described ? lookahead() : token_;
  if (described && keyword.kind == TokenKind::kBraceOpen) {
    throw SyntaxError{
        "Unexpected description, descriptions are not supported on shorthand queries.", token_.at};
  }
  if (keyword.kind != TokenKind::kName) unexpected(keyword);
  const std::string_view word = keyword.text;
  if (word == "query" || word == "mutation" || word == "subscription") {
    return {.operation = keep(operation())};
  }
  if (word == "fragment") return {.fragment = keep(fragment())};
  constexpr std::string_view kTypeSystemWords[] = {"schema", "scalar", "type",  "interface",
                                                   "union",  "enum",   "input", "directive"};
  if (std::ranges::find(kTypeSystemWords, word) != std::end(kTypeSystemWords)) {
    return {.type_system = keep(type_system_definition())};
  }
  if (described) {
    throw SyntaxError{"Unexpected description, only GraphQL definitions support descriptions.",
                      token_.at};
  }
  if (word == "extend") return {.type_system = keep(extension())};
  unexpected(keyword);
}

ast::Name Parser::name() {
  const Token token = expect(TokenKind::kName);
  return {token.text, token.at};
}

std::string_view Parser::description() {
  return peek_description() ? advance().text : std::string_view();
}

std::span<const ast::Directive> Parser::directives(Constness constness) {
  if (!peek(TokenKind::kAt)) return {};
  Items<ast::Directive> items(*this);
  while (peek(TokenKind::kAt)) {
    ast::Directive directive{.at = advance().at};
    directive.name = name();
    directive.arguments = arguments(constness);
    items.add(directive);
    ++counts_.directives;
  }
  return items.keep();
}

std::span<const ast::Argument> Parser::arguments(Constness constness) {
  const auto read = [&] {
    ast::Argument argument;
    argument.name = name();
    expect(TokenKind::kColon);
    argument.value = value(constness);
    ++counts_.values;
    return argument;
  };
  return optional_many(TokenKind::kParenOpen, read, TokenKind::kParenClose);
}

ast::Value Parser::value(Constness constness) {
  const auto literal = [&](ast::ValueKind kind) {
    const Token token = advance();
    return ast::Value{.kind = kind, .at = token.at, .text = token.text};
  };
  switch (token_.kind) {
    case TokenKind::kBracketOpen: return list(constness);
    case TokenKind::kBraceOpen: return object(constness);
    case TokenKind::kInt: return literal(ast::ValueKind::kInt);
    case TokenKind::kFloat: return literal(ast::ValueKind::kFloat);
    case TokenKind::kString: return literal(ast::ValueKind::kString);
    case TokenKind::kBlockString: {
      ast::Value block = literal(ast::ValueKind::kString);
      block.is_block = true;
      return block;
    }
    case TokenKind::kName: return word();
    case TokenKind::kDollar: break;
    default: unexpected();
  }
  const Offset at = advance().at;
  if (constness == Constness::kConstant) {
    if (!peek(TokenKind::kName)) unexpected(Token{TokenKind::kDollar, at, "$"});
    throw SyntaxError{fmt::format("Unexpected variable \"${}\" in constant value.", token_.text),
                      at};
  }
  ++counts_.variables;
  return {.kind = ast::ValueKind::kVariable, .at = at, .text = name().text};
}

ast::Value Parser::word() {
  const Token token = advance();
  const auto kind = token.text == "true" || token.text == "false" ? ast::ValueKind::kBoolean
                    : token.text == "null"                        ? ast::ValueKind::kNull
                                                                  : ast::ValueKind::kEnum;
  return {.kind = kind, .at = token.at, .text = token.text};
}

const ast::Value* Parser::default_value() {
  ++counts_.values;
  return keep(value(Constness::kConstant));
}

ast::Value Parser::list(Constness constness) {
  const Level level(*this);
  const Offset at = advance().at;
  Items<ast::Value> items(*this);
  while (!skip(TokenKind::kBracketClose)) items.add(value(constness));
  return {.kind = ast::ValueKind::kList, .at = at, .items = items.keep()};
}

ast::Value Parser::object(Constness constness) {
  const Level level(*this);
  const Offset at = advance().at;
  Items<ast::ObjectField> fields(*this);
  while (!skip(TokenKind::kBraceClose)) {
    ast::ObjectField field{.name = name()};
    expect(TokenKind::kColon);
    field.value = value(constness);
    fields.add(field);
  }
  return {.kind = ast::ValueKind::kObject, .at = at, .fields = fields.keep()};
}

ast::Type Parser::type() {
  const Level level(*this);
  ast::Type type{.at = token_.at};
  if (skip(TokenKind::kBracketOpen)) {
    type.kind = ast::TypeKind::kList;
    type.of = keep(this->type());
    expect(TokenKind::kBracketClose);
  } else {
    type.name = name();
  }
  if (!skip(TokenKind::kBang)) return type;
  return {.kind = ast::TypeKind::kNonNull, .at = type.at, .of = keep(type)};
}

}  // namespace modus::graphql
