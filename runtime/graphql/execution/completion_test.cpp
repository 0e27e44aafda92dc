// SPDX-License-Identifier: Apache-2.0
// Values that a host has in hand, through the engine's door.
#include <gtest/gtest.h>

#include "runtime/graphql/execution/fake_resolver_for_test.h"
#include "runtime/graphql/execution/value_resolver_for_test.h"
#include "runtime/types/value_parser.h"

namespace modus::graphql {
namespace {

constexpr std::string_view kSchema = R"(
  scalar JSON
  enum Color { RED GREEN }
  interface Named { name(short: Boolean = true): String }
  type Dog implements Named { name(short: Boolean = true): String barks: Boolean! owner: Person }
  type Cat implements Named { name(short: Boolean = true): String lives: Int mother: Cat! }
  type Person { name: String }
  union Pet = Dog | Cat
  type Query {
    named: Named pets: [Pet] must: [Pet!] echo(n: Int = 1, list: [Int!]): JSON args(n: Int!): JSON
    int: Int float: Float string: String boolean: Boolean id: ID color: Color json: JSON
    ints: [Int!] matrix: [[Int]!]! cat: Cat first: JSON second: JSON
  }
)";

class CompletionTest : public testing::Test {
 protected:
  std::string body(std::string_view query, std::string_view root,
                   std::string_view variables = "{}") {
    ValueResolver resolver(types::parse_value(root, arena).value(), arena);
    const types::Value values = types::parse_value(variables, arena).value();
    std::string text;
    run(*engine, {.query = query, .variables = values}, resolver,
        [&](Response response) { text = std::move(response.body); });
    return text;
  }
  // The field's value, or the message of its error.
  std::string one(std::string_view field, std::string_view value) {
    const std::string text =
        body(fmt::format("{{{}}}", field), fmt::format("{{\"{}\":{}}}", field, value));
    const std::string data = fmt::format("{{\"data\":{{\"{}\":", field);
    if (text.starts_with(data)) return text.substr(data.size(), text.size() - data.size() - 2);
    const std::size_t start = text.find(":\"") + 2;
    return text.substr(start, text.find("\",\"locations") - start);
  }

  types::Arena arena;
  std::shared_ptr<Engine> engine = Engine::create(kSchema).value();
};

TEST_F(CompletionTest, SelectsByTheTypeAnObjectSaysItIsOf) {
  EXPECT_EQ(
      body("{pets {__typename ... on Dog {barks} ...C} named {name ... on Cat {lives}}}"
           "fragment C on Cat {n: name lives}",
           R"({"pets":[{"__typename":"Cat","name":"Tom","lives":9},null,)"
           R"({"__typename":"Dog","barks":true}],"named":{"__typename":"Dog","name":"Rex"}})"),
      R"({"data":{"pets":[{"__typename":"Cat","n":"Tom","lives":9},null,)"
      R"({"__typename":"Dog","barks":true}],"named":{"name":"Rex"}}})");
}

TEST_F(CompletionTest, RefusesTypesThatCannotBe) {
  const auto message = [&](std::string_view named) {
    const std::string text = body("{named {name}}", fmt::format("{{\"named\":{}}}", named));
    return text.substr(0, text.find("\",\"locations")).substr(text.find(":\"") + 2);
  };
  EXPECT_TRUE(message("{}").starts_with(
      R"(Abstract type \"Named\" must resolve to an Object type at runtime for field \"Query.named\")"));
  EXPECT_EQ(message(R"({"__typename":"Cow"})"),
            R"(Abstract type \"Named\" was resolved to a type \"Cow\" that does not exist inside )"
            R"(the schema.)");
  EXPECT_EQ(message(R"({"__typename":"Color"})"),
            R"(Abstract type \"Named\" was resolved to a non-object type \"Color\".)");
  EXPECT_EQ(message(R"({"__typename":"Person"})"),
            R"(Runtime Object type \"Person\" is not a possible type for \"Named\".)");
}

TEST_F(CompletionTest, CoercesLeaves) {
  EXPECT_EQ(one("int", "7.0"), "7");
  EXPECT_EQ(one("int", "\"7\""), "7");
  EXPECT_EQ(one("int", "true"), "1");
  EXPECT_EQ(one("int", "-2147483648"), "-2147483648");
  EXPECT_EQ(one("int", "2147483648"),
            "Int cannot represent non 32-bit signed integer value: 2147483648");
  EXPECT_EQ(one("int", "1.5"), "Int cannot represent non-integer value: 1.5");
  EXPECT_EQ(one("int", "\"\""), R"(Int cannot represent non-integer value: \"\")");
  EXPECT_EQ(one("float", "\"1e3\""), "1000");
  EXPECT_EQ(one("float", "[]"), "Float cannot represent non numeric value: []");
  EXPECT_EQ(one("string", "12"), "\"12\"");
  EXPECT_EQ(one("string", "true"), "\"true\"");
  EXPECT_EQ(one("string", "{}"), "String cannot represent value: {}");
  EXPECT_EQ(one("boolean", "2"), "true");
  EXPECT_EQ(one("boolean", "\"true\""),
            R"(Boolean cannot represent a non boolean value: \"true\")");
  EXPECT_EQ(one("id", "5"), "\"5\"");
  EXPECT_EQ(one("id", "5.5"), "ID cannot represent value: 5.5");
  EXPECT_EQ(one("color", "\"RED\""), "\"RED\"");
  EXPECT_EQ(one("color", "\"PINK\""), R"(Enum \"Color\" cannot represent value: \"PINK\")");
  EXPECT_EQ(one("json", R"({"a":[1,{"b":null}]})"), R"({"a":[1,{"b":null}]})");
  EXPECT_EQ(one("ints", "5"),
            R"(Expected Iterable, but did not find one for field \"Query.ints\".)");
}

TEST_F(CompletionTest, SpreadsNullToTheNearestPlaceThatAllowsIt) {
  EXPECT_EQ(body("{must {... on Dog {barks}} pets {... on Dog {b: barks}} a: int}",
                 R"({"must":[{"__typename":"Dog"}],"pets":[{"__typename":"Dog"}],"int":1})"),
            R"({"errors":[{"message":"Cannot return null for non-nullable field Dog.barks.",)"
            R"("locations":[{"line":1,"column":20}],"path":["must",0,"barks"]},)"
            R"({"message":"Cannot return null for non-nullable field Dog.barks.",)"
            R"("locations":[{"line":1,"column":46}],"path":["pets",0,"b"]}],)"
            R"("data":{"must":null,"pets":[null],"a":1}})");
  EXPECT_EQ(body("{matrix}", R"({"matrix":[[1,null],null]})"),
            R"({"errors":[{"message":"Cannot return null for non-nullable field Query.matrix.",)"
            R"("locations":[{"line":1,"column":2}],"path":["matrix",1]}],"data":null})");
}

TEST_F(CompletionTest, KeepsErrorsBelowWhatBecomesNull) {
  EXPECT_EQ(
      body("{cat {lives mother {name}}}",
           R"({"cat":{"lives":{"$error":"no lives"},"mother":{"$error":"no mother"}}})"),
      R"({"errors":[{"message":"no lives","locations":[{"line":1,"column":7}],)"
      R"("path":["cat","lives"]},{"message":"no mother","locations":[{"line":1,"column":13}],)"
      R"("path":["cat","mother"]}],"data":{"cat":null}})");
}

TEST_F(CompletionTest, NamesAllPlacesOfAMergedField) {
  EXPECT_EQ(
      body("{cat {mother {name}} ...F} fragment F on Query {cat {mother {lives}}}",
           R"({"cat":{}})"),
      R"({"errors":[{"message":"Cannot return null for non-nullable field Cat.mother.",)"
      R"("locations":[{"line":1,"column":7},{"line":1,"column":54}],"path":["cat","mother"]}],)"
      R"("data":{"cat":null}})");
}

TEST_F(CompletionTest, GivesNestedFieldsTheirArguments) {
  const std::string root = R"({"cat":{"name":"Tom","mother":{"name":{"$error":"asked"}}}})";
  EXPECT_EQ(body("query($s: Boolean) {cat {name(short: $s)}}", root, R"({"s":false})"),
            R"({"data":{"cat":{"name":"Tom"}}})");
  EXPECT_EQ(body("query($n: Int!) {echo(n: $n, list: [1, $n])}", R"({"echo":{"$args":true}})",
                 R"({"n":4})"),
            R"({"data":{"echo":{"n":4,"list":[1,4]}}})");
}

TEST_F(CompletionTest, TakesDefaultsFromTheObjectsOwnField) {
  engine = Engine::create(R"(
    scalar JSON
    interface Named { name(by: Int): JSON }
    type Dog implements Named { name(by: Int, loud: Boolean = true): JSON }
    type Cat implements Named { name(by: Int, times: Int = 2): JSON }
    type Query { pets: [Named] }
  )")
               .value();
  EXPECT_EQ(body("{pets {name(by: 1)}}", R"({"pets":[{"__typename":"Dog","name":{"$args":true}},)"
                                         R"({"__typename":"Cat","name":{"$args":true}}]})"),
            R"({"data":{"pets":[{"name":{"by":1,"loud":true}},{"name":{"by":1,"times":2}}]}})");
}

TEST_F(CompletionTest, AnswersIntrospectionBelowAFieldOfTheQueryType) {
  engine = Engine::create("type Query { self: Query n: Int }").value();
  const std::string query =
      "query($t: String = \"Int\") {self {__schema {queryType {name}} n __type(name: $t) {kind}}}";
  EXPECT_EQ(body(query, R"({"self":{"n":3}})"),
            R"({"data":{"self":{"__schema":{"queryType":{"name":"Query"}},"n":3,)"
            R"("__type":{"kind":"SCALAR"}}}})");
  const std::string refused = body(query, R"({"self":{"n":3}})", R"({"t":null})");
  EXPECT_TRUE(refused.find(R"("path":["self","__type"])") != std::string::npos) << refused;
  EXPECT_TRUE(refused.ends_with(R"("n":3,"__type":null}}})")) << refused;
}

TEST_F(CompletionTest, RunsOnlyToTheLimitOfTheResponse) {
  engine = Engine::create(kSchema, {.max_response_bytes = 100}).value();
  std::string many = "[1";
  for (int i = 0; i < 1000; ++i) many += ",1";
  EXPECT_NE(body("{ints}", "{\"ints\":" + many + "]}").find("RESPONSE_TOO_LARGE"),
            std::string::npos);
}

}  // namespace
}  // namespace modus::graphql
