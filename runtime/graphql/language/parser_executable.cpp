// SPDX-License-Identifier: Apache-2.0
// Operations, fragments and selections (specification, section 2).
#include "runtime/graphql/language/parser_state.h"

namespace modus::graphql {

ast::Operation Parser::operation() {
  ast::Operation operation{.at = token_.at};
  if (peek(TokenKind::kBraceOpen)) {
    operation.selection_set = selection_set();
    return operation;
  }
  description();
  operation.kind = operation_kind();
  if (peek(TokenKind::kName)) operation.name = name();
  operation.variables = optional_many(
      TokenKind::kParenOpen, [&] { return variable_definition(); }, TokenKind::kParenClose);
  operation.directives = directives(Constness::kVariables);
  operation.selection_set = selection_set();
  return operation;
}

ast::OperationKind Parser::operation_kind() {
  const Token token = expect(TokenKind::kName);
  if (token.text == "query") return ast::OperationKind::kQuery;
  if (token.text == "mutation") return ast::OperationKind::kMutation;
  if (token.text == "subscription") return ast::OperationKind::kSubscription;
  unexpected(token);
}

ast::VariableDefinition Parser::variable_definition() {
  ast::VariableDefinition variable;
  variable.at = token_.at;
  description();
  expect(TokenKind::kDollar);
  variable.name = name();
  expect(TokenKind::kColon);
  variable.type = type();
  if (skip(TokenKind::kEquals)) variable.default_value = default_value();
  variable.directives = directives(Constness::kConstant);
  return variable;
}

ast::Fragment Parser::fragment() {
  ast::Fragment fragment;
  fragment.at = token_.at;
  description();
  expect_keyword("fragment");
  fragment.name = fragment_name();
  expect_keyword("on");
  fragment.type_condition = name();
  fragment.directives = directives(Constness::kVariables);
  fragment.selection_set = selection_set();
  return fragment;
}

ast::Name Parser::fragment_name() {
  if (peek_keyword("on")) unexpected();
  return name();
}

const ast::SelectionSet* Parser::selection_set() {
  const Level level(*this);
  ast::SelectionSet set{.at = token_.at};
  set.items = many(TokenKind::kBraceOpen, [&] { return selection(); }, TokenKind::kBraceClose);
  ++counts_.selection_sets;
  counts_.selections += set.items.size();
  return keep(set);
}

ast::Selection Parser::selection() {
  if (!peek(TokenKind::kSpread)) return field();
  ast::Selection selection{.kind = ast::SelectionKind::kInlineFragment, .at = advance().at};
  const bool has_condition = skip_keyword("on");
  if (!has_condition && peek(TokenKind::kName)) {
    selection.kind = ast::SelectionKind::kSpread;
    ++counts_.spreads;
    selection.name = fragment_name();
    selection.directives = directives(Constness::kVariables);
    return selection;
  }
  if (has_condition) selection.type_condition = name();
  selection.directives = directives(Constness::kVariables);
  selection.selection_set = selection_set();
  return selection;
}

ast::Selection Parser::field() {
  ast::Selection field{.kind = ast::SelectionKind::kField, .at = token_.at};
  field.name = name();
  if (skip(TokenKind::kColon)) {
    field.alias = field.name;
    field.name = name();
  }
  field.arguments = arguments(Constness::kVariables);
  field.directives = directives(Constness::kVariables);
  if (peek(TokenKind::kBraceOpen)) field.selection_set = selection_set();
  return field;
}

}  // namespace modus::graphql
