// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/language/parser.h"

#include <gtest/gtest.h>

#include "runtime/graphql/language/printer.h"

namespace modus::graphql {
namespace {

// "message (line:column)", or "ok".
std::string outcome(std::string source, ParseLimits limits = {}) {
  const auto document = parse_document(std::move(source), limits);
  if (document) return "ok";
  const Location at = document.error().locations.at(0);
  return document.error().message + " (" + std::to_string(at.line) + ":" +
         std::to_string(at.column) + ")";
}

// The first argument of the only field of the only operation.
struct ParsedArgument {
  std::unique_ptr<const Document> document;
  const ast::Value& value;
};
ParsedArgument argument(const std::string& literal) {
  auto document = parse_document("{f(a: " + literal + ")}").value();
  const ast::Value& value =
      document->definitions()[0].operation->selection_set->items[0].arguments[0].value;
  return {std::move(document), value};
}

TEST(Parser, ReadsAnOperationWithAllItsParts) {
  const auto document = parse_document(
      "\"doc\" query Q(\"v\" $a: [Int!]! = [1] @d) @on { x: f(a: $a, b: {c: [E, null]}) @skip(if: "
      "true) { ...F ... on T { y } ... @d { z } } }\nfragment F on T { w }");
  ASSERT_TRUE(document);
  const ast::Operation& operation = *(*document)->definitions()[0].operation;
  EXPECT_EQ(operation.name.text, "Q");
  EXPECT_EQ(print(operation.variables[0].type), "[Int!]!");
  EXPECT_EQ(print(*operation.variables[0].default_value), "[1]");
  const ast::Selection& field = operation.selection_set->items[0];
  EXPECT_EQ(field.key(), "x");
  EXPECT_EQ(field.name.text, "f");
  EXPECT_EQ(print(field.arguments[0].value), "$a");
  EXPECT_EQ(print(field.arguments[1].value), "{c: [E, null]}");
  EXPECT_EQ(field.directives[0].name.text, "skip");
  const auto items = field.selection_set->items;
  EXPECT_EQ(items[0].kind, ast::SelectionKind::kSpread);
  EXPECT_EQ(items[1].type_condition.text, "T");
  EXPECT_TRUE(items[2].type_condition.empty());
  EXPECT_EQ((*document)->definitions()[1].fragment->name.text, "F");
}

TEST(Parser, ReadsASchemaDocument) {
  const auto document = parse_document(R"(
    schema @a { query: Q }
    """Block""" type Q implements A & B { "field" f(x: Int = 1 @d): [T!]! @e }
    union U = | A | B
    enum E { X @d Y }
    input I { a: Int = 3 }
    directive @d(a: Int) repeatable on FIELD | QUERY
    extend type Q { g: Int }
    scalar S)");
  ASSERT_TRUE(document) << document.error().message;
  const auto definitions = (*document)->definitions();
  ASSERT_EQ(definitions.size(), 8u);
  const ast::TypeSystemDefinition& query = *definitions[1].type_system;
  EXPECT_EQ(query.description, "Block");
  EXPECT_EQ(query.interfaces[1].text, "B");
  EXPECT_EQ(query.fields[0].description, "field");
  EXPECT_EQ(definitions[2].type_system->members.size(), 2u);
  EXPECT_TRUE(definitions[5].type_system->repeatable);
  EXPECT_TRUE(definitions[6].type_system->extension);
}

TEST(Parser, IgnoresByteOrderMarksCommasAndComments) {
  EXPECT_EQ(outcome("\xEF\xBB\xBF,{a,,b # c }\n}"), "ok");
}

TEST(Parser, DecodesStrings) {
  EXPECT_EQ(argument(R"("a\n\"\u0041\u{1F600}\uD83D\uDE00")").value.text, "a\n\"A😀😀");
  EXPECT_EQ(argument("\"\"\"\n    a\n      b \\\"\"\"\n\n  \"\"\"").value.text, "a\n  b \"\"\"");
  EXPECT_EQ(argument("\"\"").value.text, "");
}

TEST(Parser, SaysWhatItExpectedAndWhere) {
  EXPECT_EQ(outcome("{a(b:}"), "Syntax Error: Unexpected \"}\". (1:6)");
  EXPECT_EQ(outcome("{"), "Syntax Error: Expected Name, found <EOF>. (1:2)");
  EXPECT_EQ(outcome("{\n  a:\n}"), "Syntax Error: Expected Name, found \"}\". (3:1)");
  EXPECT_EQ(outcome("fragment on on T {a}"), "Syntax Error: Unexpected Name \"on\". (1:10)");
  EXPECT_EQ(outcome("query($a: Int = $b) {a}"),
            "Syntax Error: Unexpected variable \"$b\" in constant value. (1:17)");
  EXPECT_EQ(outcome("{}"), "Syntax Error: Expected Name, found \"}\". (1:2)");
  EXPECT_EQ(outcome(""), "Syntax Error: Unexpected <EOF>. (1:1)");
}

TEST(Parser, RefusesBadTokens) {
  EXPECT_EQ(outcome("{a(b: 007)}"),
            "Syntax Error: Invalid number, unexpected digit after 0: \"0\". (1:8)");
  EXPECT_EQ(outcome("{a(b: 1x)}"),
            "Syntax Error: Invalid number, expected digit but got: \"x\". (1:8)");
  EXPECT_EQ(outcome("{a(b: \"x)}"), "Syntax Error: Unterminated string. (1:11)");
  EXPECT_EQ(outcome("{a(b: \"\\u{D800}\")}"),
            "Syntax Error: Invalid Unicode escape sequence: \"\\u{D800}\". (1:8)");
  EXPECT_EQ(outcome("{a(b: \"\\u12é日x\")}"),
            "Syntax Error: Invalid Unicode escape sequence: \"\\u12é日\". (1:8)");
  EXPECT_EQ(outcome("{a ?}"), "Syntax Error: Unexpected character: \"?\". (1:4)");
  EXPECT_EQ(outcome("{a(b: \"\xff\")}"), "Syntax Error: Invalid character within String. (1:8)");
}

TEST(Parser, CountsColumnsInUtf16) {
  EXPECT_EQ(outcome("{a(b: \"é😀\") ?}"), "Syntax Error: Unexpected character: \"?\". (1:14)");
}

TEST(Parser, LimitsTokens) {
  EXPECT_EQ(outcome("{a b c}", {.max_tokens = 5}), "ok");
  EXPECT_EQ(outcome("{a b c}", {.max_tokens = 4}),
            "Syntax Error: The document has more tokens than the limit of 4 (1:7)");
}

TEST(Parser, LimitsNestingOfSelectionsValuesAndTypes) {
  const std::string message = "The document nests deeper than the limit of 3";
  const ParseLimits limits{.max_depth = 3};
  EXPECT_EQ(outcome("{a{b{c}}}", limits), "ok");
  EXPECT_EQ(outcome("{a{b{c{d}}}}", limits), "Syntax Error: " + message + " (1:7)");
  EXPECT_EQ(outcome("{a(b:[[[1]]])}", limits), "Syntax Error: " + message + " (1:8)");
  EXPECT_EQ(outcome("{a(b:{c:{d:{}}})}", limits), "Syntax Error: " + message + " (1:12)");
  EXPECT_EQ(outcome("query($a: [[[Int]]]) {a}", limits), "Syntax Error: " + message + " (1:14)");
}

TEST(Parser, SurvivesHostileNesting) {
  for (const char* piece : {"{a", "{a(b:[", "{...{", "query($a:[", "{a@d(b:{c:"}) {
    std::string source;
    while (source.size() < 300'000) source += piece;
    EXPECT_NE(outcome(std::move(source)), "ok");
  }
}

std::string printed(const std::string& literal) { return print(argument(literal).value); }

TEST(Printer, WritesValuesAsTheyAreWritten) {
  const std::string literal = R"({b: 1, a: [{d: "\n\"\\", c: $v}, E, null, true, -1.5e3]})";
  EXPECT_EQ(printed(literal), literal);
  EXPECT_EQ(printed("\"a\x7f\\u0001\\u00e9\""), "\"a\\u007F\\u0001\u00e9\"");
}

TEST(Printer, WritesBlockStringsAsBlocks) {
  const auto block = [](const std::string& text) { return "\"\"\"" + text + "\"\"\""; };
  EXPECT_EQ(printed(block("a b")), block("a b"));
  EXPECT_EQ(printed(block("\n  a\n    b\n")), block("\na\n  b\n"));
  EXPECT_EQ(printed(block("a \"\n")), block("\na \"\n"));
  EXPECT_EQ(printed(block("a \\\"\"\" b")), block("a \\\"\"\" b"));
  EXPECT_EQ(printed(block(std::string(71, 'x'))), block("\n" + std::string(71, 'x') + "\n"));
}

}  // namespace
}  // namespace modus::graphql
