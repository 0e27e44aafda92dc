// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/schema/schema.h"

#include <gtest/gtest.h>

#include "runtime/graphql/language/printer.h"

namespace modus::graphql {
namespace {

// "message (line:column)", or "ok".
std::string outcome(std::string document) {
  const auto schema = Schema::create(std::move(document));
  if (schema) return "ok";
  const Location at = schema.error().locations.at(0);
  return schema.error().message + " (" + std::to_string(at.line) + ":" + std::to_string(at.column) +
         ")";
}

TEST(Schema, IsBuiltFromItsDocument) {
  const auto schema = Schema::create(R"(# Modus GraphQL Schema (auto-generated)

type Query {
  """
  Says hello.
  """
  sayHello(name: String! = "x", person: PersonInput): [Person!]!
}

scalar Int64 @specifiedBy(url: "https://example.org")

input PersonInput {
  age: Int64! = 3
}

type Person {
  name: String!
  old: Int @deprecated
}
extend type Person { more: Query }
)");
  ASSERT_TRUE(schema) << schema.error().message;
  const NamedType& query = *(*schema)->root(ast::OperationKind::kQuery);
  const Field& field = *query.find_field("sayHello");
  EXPECT_EQ(field.description, "Says hello.");
  EXPECT_EQ(field.type->text, "[Person!]!");
  EXPECT_FALSE(field.arguments[0].is_required());
  EXPECT_EQ(print(*field.arguments[0].default_value), "\"x\"");
  const NamedType& person = *(*schema)->find_type("Person");
  EXPECT_EQ(person.fields.size(), 3u);
  EXPECT_EQ(person.find_field("old")->deprecation, "No longer supported");
  EXPECT_EQ((*schema)->find_type("Int64")->specified_by, "https://example.org");
  EXPECT_EQ((*schema)->root(ast::OperationKind::kMutation), nullptr);
}

TEST(Schema, HasOnlyTheBuiltInScalarsItUses) {
  const auto schema = Schema::create("type Query { a: Int }").value();
  EXPECT_NE(schema->find_type("Int"), nullptr);
  EXPECT_NE(schema->find_type("String"), nullptr);  // used by introspection
  EXPECT_EQ(schema->find_type("Float"), nullptr);
}

TEST(Schema, WithoutQueryGetsAnEmptyOne) {
  const auto schema = Schema::create("type Mutation { a: Int }").value();
  EXPECT_EQ(schema->root(ast::OperationKind::kQuery)->name, "Query");
  EXPECT_TRUE(schema->root(ast::OperationKind::kQuery)->fields.empty());
}

TEST(Schema, DropsDefaultsThatDoNotFit) {
  const auto schema =
      Schema::create("type Query { a(x: Int! = \"\", y: Int = null): Int }").value();
  const Field& field = *schema->root(ast::OperationKind::kQuery)->find_field("a");
  EXPECT_TRUE(field.arguments[0].is_required());
  EXPECT_NE(field.arguments[1].default_value, nullptr);
}

TEST(Schema, RefusesWhatIsNoSchema) {
  EXPECT_EQ(outcome("type Query { 2: Int }"),
            "Syntax Error: Expected Name, found Int \"2\". (1:14)");
  EXPECT_EQ(outcome("type Query { a: Nope }"), "Unknown type \"Nope\". (1:17)");
  EXPECT_EQ(outcome("type Query { a: Int a: Int }"),
            "Field \"Query.a\" can only be defined once. (1:21)");
  EXPECT_EQ(outcome("type Query { a: Int }\ntype Query { b: Int }"),
            "There can be only one type named \"Query\". (2:6)");
  EXPECT_EQ(outcome("input I { a: Int } type Query { a: I }"),
            "The type of field \"Query.a\" must be an output type, not \"I\". (1:36)");
  EXPECT_EQ(outcome("type Query { a(b: Query): Int }"),
            "The type of argument \"b\" must be an input type, not \"Query\". (1:19)");
  EXPECT_EQ(outcome("type Query { __a: Int }"),
            "Name \"__a\" must not begin with \"__\", which is reserved. (1:14)");
  EXPECT_EQ(outcome("type Query { a: Int @nope }"), "Unknown directive \"@nope\". (1:21)");
  EXPECT_EQ(outcome("type Query"), "Type \"Query\" must define one or more fields. (1:6)");
  EXPECT_EQ(outcome("{ a }"), "A schema document cannot hold operations and fragments. (1:1)");
  EXPECT_EQ(outcome("interface A { a: Int b: Int } type Query implements A { a: Int }"),
            "Interface field A.b expected but Query does not provide it. (1:36)");
}

TEST(Schema, RefusesDefaultsThatContainThemselves) {
  EXPECT_EQ(outcome("input A { b: B = {} } input B { a: A = {} } type Query { f(a: A): Int }"),
            "Input object \"A\" has a default value that contains itself. (1:7)");
  EXPECT_EQ(outcome("input A { a: A, b: B = {} } input B { c: Int } type Query { f(a: A): Int }"),
            "ok");
}

TEST(Schema, KnowsWhichTypesOverlap) {
  const auto schema = Schema::create(
                          "interface I { a: Int } type A implements I { a: Int } type B { a: Int } "
                          "union U = A | B type Query { u: U i: I }")
                          .value();
  const auto type = [&](std::string_view name) -> const NamedType& {
    return *schema->find_type(name);
  };
  EXPECT_TRUE(may_overlap(type("I"), type("A")));
  EXPECT_TRUE(may_overlap(type("U"), type("I")));
  EXPECT_FALSE(may_overlap(type("B"), type("I")));
  EXPECT_FALSE(may_overlap(type("A"), type("B")));
}

}  // namespace
}  // namespace modus::graphql
