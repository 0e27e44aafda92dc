// SPDX-License-Identifier: Apache-2.0
// Schema documents (specification, section 3).
#include <fmt/format.h>

#include "runtime/graphql/language/parser_state.h"

namespace modus::graphql {
namespace {

constexpr std::pair<std::string_view, ast::TypeSystemKind> kTypeSystemKinds[] = {
    {"schema", ast::TypeSystemKind::kSchema},     {"scalar", ast::TypeSystemKind::kScalar},
    {"type", ast::TypeSystemKind::kObject},       {"interface", ast::TypeSystemKind::kInterface},
    {"union", ast::TypeSystemKind::kUnion},       {"enum", ast::TypeSystemKind::kEnum},
    {"input", ast::TypeSystemKind::kInputObject}, {"directive", ast::TypeSystemKind::kDirective},
};

constexpr std::string_view kDirectiveLocations[] = {
    "QUERY",
    "MUTATION",
    "SUBSCRIPTION",
    "FIELD",
    "FRAGMENT_DEFINITION",
    "FRAGMENT_SPREAD",
    "INLINE_FRAGMENT",
    "VARIABLE_DEFINITION",
    "SCHEMA",
    "SCALAR",
    "OBJECT",
    "FIELD_DEFINITION",
    "ARGUMENT_DEFINITION",
    "INTERFACE",
    "UNION",
    "ENUM",
    "ENUM_VALUE",
    "INPUT_OBJECT",
    "INPUT_FIELD_DEFINITION",
    "DIRECTIVE_DEFINITION",
};

// Whether an extension extends something.
bool has_parts(const ast::TypeSystemDefinition& d) {
  return !(d.directives.empty() && d.interfaces.empty() && d.fields.empty() && d.members.empty() &&
           d.values.empty() && d.input_fields.empty() && d.roots.empty());
}

}  // namespace

ast::TypeSystemDefinition Parser::type_system_definition() {
  ast::TypeSystemDefinition definition;
  definition.at = token_.at;
  definition.description = description();
  type_system_body(definition);
  return definition;
}

ast::TypeSystemDefinition Parser::extension() {
  const Token keyword = lookahead();
  if (keyword.kind != TokenKind::kName || keyword.text == "directive") unexpected(keyword);
  ast::TypeSystemDefinition definition{.extension = true, .at = token_.at};
  advance();
  type_system_body(definition);
  if (!has_parts(definition)) unexpected();
  return definition;
}

void Parser::type_system_body(ast::TypeSystemDefinition& definition) {
  const auto kind = std::ranges::find(kTypeSystemKinds, token_.text,
                                      &std::pair<std::string_view, ast::TypeSystemKind>::first);
  if (kind == std::end(kTypeSystemKinds)) unexpected();
  advance();
  definition.kind = kind->second;
  using enum ast::TypeSystemKind;
  if (definition.kind == kDirective) {
    expect(TokenKind::kAt);
    definition.name = name();
    definition.input_fields = optional_many(
        TokenKind::kParenOpen, [&] { return input_value_definition(); }, TokenKind::kParenClose);
    definition.repeatable = skip_keyword("repeatable");
    expect_keyword("on");
    definition.locations = delimited(TokenKind::kPipe, [&] { return directive_location(); });
    return;
  }
  if (definition.kind != kSchema) definition.name = name();
  if (definition.kind == kObject || definition.kind == kInterface) {
    definition.interfaces = implemented_interfaces();
  }
  definition.directives = directives(Constness::kConstant);
  const auto body = [&](auto read) {
    return optional_many(TokenKind::kBraceOpen, read, TokenKind::kBraceClose);
  };
  switch (definition.kind) {
    case kSchema:
      if (!definition.extension && !peek(TokenKind::kBraceOpen)) expect(TokenKind::kBraceOpen);
      definition.roots = body([&] { return root_operation(); });
      break;
    case kObject:
    case kInterface: definition.fields = body([&] { return field_definition(); }); break;
    case kUnion:
      if (skip(TokenKind::kEquals)) {
        definition.members = delimited(TokenKind::kPipe, [&] { return name(); });
      }
      break;
    case kEnum: definition.values = body([&] { return enum_value_definition(); }); break;
    case kInputObject:
      definition.input_fields = body([&] { return input_value_definition(); });
      break;
    default: break;
  }
}

ast::RootOperation Parser::root_operation() {
  ast::RootOperation root{.at = token_.at};
  root.kind = operation_kind();
  expect(TokenKind::kColon);
  root.type = name();
  return root;
}

std::span<const ast::Name> Parser::implemented_interfaces() {
  if (!skip_keyword("implements")) return {};
  return delimited(TokenKind::kAmp, [&] { return name(); });
}

ast::FieldDefinition Parser::field_definition() {
  ast::FieldDefinition field;
  field.at = token_.at;
  field.description = description();
  field.name = name();
  field.arguments = optional_many(
      TokenKind::kParenOpen, [&] { return input_value_definition(); }, TokenKind::kParenClose);
  expect(TokenKind::kColon);
  field.type = type();
  field.directives = directives(Constness::kConstant);
  return field;
}

ast::InputValueDefinition Parser::input_value_definition() {
  ast::InputValueDefinition input;
  input.at = token_.at;
  input.description = description();
  input.name = name();
  expect(TokenKind::kColon);
  input.type = type();
  if (skip(TokenKind::kEquals)) input.default_value = default_value();
  input.directives = directives(Constness::kConstant);
  return input;
}

ast::EnumValueDefinition Parser::enum_value_definition() {
  ast::EnumValueDefinition value;
  value.at = token_.at;
  value.description = description();
  if (peek_keyword("true") || peek_keyword("false") || peek_keyword("null")) {
    throw SyntaxError{
        fmt::format("{} is reserved and cannot be used for an enum value.", describe(token_)),
        token_.at};
  }
  value.name = name();
  value.directives = directives(Constness::kConstant);
  return value;
}

ast::Name Parser::directive_location() {
  const Token token = token_;
  const ast::Name location = name();
  if (std::ranges::find(kDirectiveLocations, location.text) == std::end(kDirectiveLocations)) {
    unexpected(token);
  }
  return location;
}

}  // namespace modus::graphql
