// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/schema/schema.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runtime/graphql/language/printer.h"

namespace modus::graphql {
namespace {

// "ok", or the messages with their places: "message (line:column line:column); message ()".
std::string outcome(std::string document, QueryType query_type = QueryType::kOptional) {
  const auto schema = Schema::create(std::move(document), query_type);
  if (schema) return "ok";
  std::string text;
  for (const Diagnostic& error : schema.error()) {
    std::string places;
    for (const Location& at : error.locations) {
      places += fmt::format("{}{}:{}", places.empty() ? "" : " ", at.line, at.column);
    }
    text += fmt::format("{}{} ({})", text.empty() ? "" : "; ", error.message, places);
  }
  return text;
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
  ASSERT_TRUE(schema) << schema.error().front().message;
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
  EXPECT_EQ(outcome("{ a }"), "A schema document cannot hold operations and fragments. (1:1)");
  EXPECT_EQ(outcome("type Query { a: Query } query { a { a } }"),
            "A schema document cannot hold operations and fragments. (1:25)");
  EXPECT_EQ(outcome("type T { a: Int }", QueryType::kRequired),
            "Query root type must be provided. ()");
  EXPECT_EQ(outcome("schema { mutation: M } type M { a: Int }", QueryType::kRequired),
            "Query root type must be provided. (1:1)");
}

TEST(Schema, RefusesNamesThatAreTakenOrUnknown) {
  EXPECT_EQ(outcome("type Query { a: Nope b: Strin }"),
            "Unknown type \"Nope\". (1:17); "
            "Unknown type \"Strin\". Did you mean \"String\"? (1:25)");
  EXPECT_EQ(outcome("type Query { a: Int a: Int }"),
            "Field \"Query.a\" can only be defined once. (1:14 1:21)");
  EXPECT_EQ(outcome("type Query { a: Int }\ntype Query { b: Int }"),
            "There can be only one type named \"Query\". (1:6 2:6)");
  EXPECT_EQ(outcome("enum E { A } extend enum E { A }"),
            "Enum value \"E.A\" can only be defined once. (1:10 1:30)");
  EXPECT_EQ(outcome("type Query { a(x: Int y: Int x: Int): Int }"),
            "Argument \"Query.a(x:)\" can only be defined once. (1:16 1:30)");
  EXPECT_EQ(outcome("directive @d(x: Int, x: Int) on FIELD directive @d on FIELD"),
            "There can be only one directive named \"@d\". (1:12 1:50); "
            "Argument \"@d(x:)\" can only be defined once. (1:14 1:22)");
  EXPECT_EQ(outcome("schema { query: Q query: Q } schema { query: Q } type Q { a: Int }"),
            "Must provide only one schema definition. (1:30); "
            "There can be only one query type in schema. (1:10 1:19); "
            "There can be only one query type in schema. (1:10 1:39)");
  EXPECT_EQ(outcome("type A { a: Int } extend type B { b: Int } extend input A { c: Int }"),
            "Cannot extend type \"B\" because it is not defined. Did you mean \"A\"? (1:31); "
            "Cannot extend non-input object type \"A\". (1:1 1:44)");
}

TEST(Schema, HoldsDirectivesToTheirDefinitions) {
  EXPECT_EQ(outcome("type Query @nope @skip(if: true) { a: Nope @deprecated(because: 1) }"),
            "Unknown type \"Nope\". (1:39); "
            "Unknown directive \"@nope\". (1:12); "
            "Directive \"@skip\" may not be used on OBJECT. (1:18); "
            "Unknown argument \"because\" on directive \"@deprecated\". (1:56)");
  EXPECT_EQ(outcome("type Query @d { a: Int @d } extend type Query @d "
                    "directive @d(x: Nope!) on OBJECT | FIELD_DEFINITION"),
            "Unknown type \"Nope\". (1:66); "
            "The directive \"@d\" can only be used once at this location. (1:12 1:47)");
  EXPECT_EQ(
      outcome("directive @r(x: Int! y: Int) repeatable on SCALAR scalar S @r(x: 1) @r(y: 1, y: 2) "
              "type Query { a(s: S = {a: 1, a: 2}): S }"),
      "There can be only one argument named \"y\". (1:72 1:78); "
      "There can be only one input field named \"a\". (1:107 1:113); "
      "Directive \"@r\" argument \"x\" of type \"Int!\" is required, but it was not provided. "
      "(1:69)");
}

TEST(Schema, TakesObjectsForUnknownTypesAsTheyAre) {
  EXPECT_EQ(outcome("type Query @d(x: {a: [1]}) { a: Int } directive @d(x: Nope) on OBJECT"),
            "Unknown type \"Nope\". (1:55)");
}

TEST(Schema, TakesOnlyStringsForBuiltInDirectives) {
  EXPECT_EQ(outcome("scalar S @specifiedBy(url: E) type Query { a: S @deprecated(reason: [1]) }"),
            "Argument \"url\" has invalid value E. (1:28); "
            "Argument \"reason\" has invalid value [1]. (1:69)");
}

TEST(Schema, RefusesTypesThatAreNoGood) {
  EXPECT_EQ(outcome("type Query"), "Type Query must define one or more fields. (1:1)");
  EXPECT_EQ(outcome("input I { a: Int } type Query { a: [I!] }"),
            "The type of Query.a must be Output Type but got: [I!]. (1:36)");
  EXPECT_EQ(outcome("type Query { a(b: Query): Int }"),
            "The type of Query.a(b:) must be Input Type but got: Query. (1:19)");
  EXPECT_EQ(outcome("type Query { __a: Int }"),
            "Name \"__a\" must not begin with \"__\", which is reserved by GraphQL introspection. "
            "(1:14)");
  EXPECT_EQ(outcome("union U = Query | U | Query type Query { a(b: Int! @deprecated): U }"),
            "Union type U can only include Object types, it cannot include U. (1:19); "
            "Union type U can only include type Query once. (1:11 1:23); "
            "Required argument Query.a(b:) cannot be deprecated. (1:52 1:47)");
  EXPECT_EQ(outcome("input Query @oneOf { a: Int! b: Int = 1 }"),
            "Query root type must be Object type, it cannot be Query. (1:1); "
            "OneOf input field Query.a must be nullable. (1:25); "
            "OneOf input field Query.b cannot have a default value. (1:30)");
  EXPECT_EQ(
      outcome("input A { b: B! } input B { c: Int! a: A! l: [A!]! }"),
      "Cannot reference Input Object \"A\" within itself through a series of non-null fields: "
      "\"b.a\". (1:11 1:37)");
}

TEST(Schema, HoldsTypesToTheirInterfaces) {
  EXPECT_EQ(outcome("interface A { a: Int b: Int } type Query implements A { a: Int }"),
            "Interface field A.b expected but Query does not provide it. (1:22 1:31)");
  EXPECT_EQ(
      outcome("interface A { a: A! b: [A] } type Query implements A { a: Query! b: [Query!]! }"),
      "ok");
  EXPECT_EQ(outcome("interface A { a: Int! } type Query implements A { a: Int }"),
            "Interface field A.a expects type Int! but Query.a is type Int. (1:18 1:54)");
  EXPECT_EQ(outcome("interface A { a(x: Int y: Int): Int } "
                    "type Query implements A { a(x: String z: Int!): Int }"),
            "Interface field argument A.a(x:) expects type Int but Query.a(x:) is type String. "
            "(1:20 1:70); "
            "Interface field argument A.a(y:) expected but Query.a does not provide it. "
            "(1:24 1:65); "
            "Object field Query.a includes required argument z that is missing from the Interface "
            "field A.a. (1:77 1:15)");
  EXPECT_EQ(outcome("interface A { a: Int } interface B implements A { a: Int } "
                    "type Query implements B { a: Int }"),
            "Type Query must implement A because it is implemented by B. (1:47 1:82)");
  EXPECT_EQ(outcome("interface A implements A & B { a: Int } interface B implements A { a: Int }"),
            "Type A cannot implement itself because it would create a circular reference. (1:24); "
            "Type B cannot implement A because it would create a circular reference. "
            "(1:28 1:64)");
  EXPECT_EQ(outcome("union U = Query type Query implements U & Query { a: Int }"),
            "Type Query must only implement Interface types, it cannot implement U. (1:39); "
            "Type Query must only implement Interface types, it cannot implement Query. (1:43)");
}

TEST(Schema, RefusesDefaultsThatContainThemselves) {
  EXPECT_EQ(outcome("input A { b: B = {} } input B { a: A = {} } type Query { f(a: A): Int }"),
            "The default value of Input Object field A.b contains itself, through those of A.b, "
            "B.a. (1:11 1:33)");
  EXPECT_EQ(outcome("input A { a: A = {b: 1} b: Int }"),
            "The default value of Input Object field A.a contains itself, through those of A.a. "
            "(1:11)");
  EXPECT_EQ(outcome("input A { a: A = {a: null}, b: [B] = [{}] } input B { c: B }"), "ok");
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
