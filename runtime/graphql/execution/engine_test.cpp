// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/engine.h"

#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runtime/graphql/execution/fake_resolver_for_test.h"
#include "runtime/types/value_parser.h"

namespace modus::graphql {
namespace {

constexpr std::string_view kSchema = R"(
  scalar Int64
  scalar UInt64
  scalar JSON
  enum Color { RED GREEN }
  input PersonInput { name: String! age: Int = 7 tags: [String!] friend: PersonInput }
  type Person { name: String! age: Int friend: Person friends: [Person!] }
  type Query {
    hello: String!
    maybe: String
    person: Person!
    people: [Person!]!
    echo(s: String, i: Int, f: Float, b: Boolean, id: ID, big: UInt64, any: JSON, list: [Int!],
         color: Color, person: PersonInput, d: String = "dflt"): String
    need(n: Int!): String
  }
  type Mutation { one: Int! two: Int three: Int }
  type Subscription { tick: Int }
)";

std::shared_ptr<Engine> make_engine(EngineOptions options = {}) {
  return Engine::create(kSchema, options).value();
}

class EngineTest : public testing::Test {
 protected:
  using Name = std::optional<std::string_view>;

  Response run(std::string query, std::string variables = "{}", Name name = {}) {
    Response response;
    graphql::run(*engine, {query, name, types::parse_value(variables, arena).value()}, resolver,
                 [&](Response r) { response = std::move(r); });
    return response;
  }
  std::string body(std::string query, std::string variables = "{}", Name name = {}) {
    return run(std::move(query), std::move(variables), name).body;
  }
  // The arguments a resolver gets for echo.
  std::string echoed(const std::string& arguments, std::string variables = "{}",
                     const std::string& declared = "") {
    resolver.calls.clear();
    const std::string answer = body("query" + declared + " { echo(" + arguments + ") }", variables);
    if (resolver.calls.empty()) return answer;
    return resolver.calls.at(0).substr(std::string_view("Query.echo ").size());
  }

  std::shared_ptr<Engine> engine = make_engine();
  types::Arena arena;
  FakeResolver resolver;
};

TEST_F(EngineTest, AnswersInSelectionOrder) {
  const Response response = run("{b: hello __typename a: hello}");
  EXPECT_EQ(response.body, R"({"data":{"b":"b","__typename":"Query","a":"a"}})");
  EXPECT_TRUE(response.executed);
}

TEST_F(EngineTest, CompilesProjectionsThroughFragmentsAndMerges) {
  resolver.outcomes["person"].json = "{}";
  body(R"({ ...Q person { age ... { n: name } } }
          fragment Q on Query { person { __typename friend { ...P } } }
          fragment P on Person { name ... on Person { age friend { __typename } } })");
  EXPECT_EQ(resolver.calls.at(0),
            "Query.person {}{__typename=Person friend=2{name=0 age=1 friend=2{__typename=Person}} "
            "age=1 n=0}");
}

TEST_F(EngineTest, SkipsAndIncludesByVariables) {
  const std::string query =
      "query($a: Boolean!, $b: Boolean = true) {hello @skip(if: $a) person @include(if: $b) {name "
      "age @include(if: $a) ...F @skip(if: $a)}} fragment F on Person {friend {name}}";
  resolver.outcomes["person"].json = "{}";
  EXPECT_EQ(body(query, R"({"a":true})"), R"({"data":{"person":{}}})");
  EXPECT_EQ(resolver.calls.back(), "Query.person {}{name=0 age=1}");
  EXPECT_EQ(body(query, R"({"a":false})"), R"({"data":{"hello":"hello","person":{}}})");
  EXPECT_EQ(resolver.calls.back(), "Query.person {}{name=0 friend=2{name=0}}");
  EXPECT_EQ(body(query, R"({"a":true,"b":false})"), R"({"data":{}})");
}

TEST_F(EngineTest, CoercesLiterals) {
  EXPECT_EQ(echoed("i: -2147483648, f: 5e-324, b: true, id: 12"),
            R"({"i":-2147483648,"f":5e-324,"b":true,"id":"12","d":"dflt"})");
  EXPECT_EQ(echoed("f: 3, d: null"), R"({"f":3,"d":null})");
  EXPECT_EQ(echoed("list: 5, color: GREEN"), R"({"list":[5],"color":"GREEN","d":"dflt"})");
  EXPECT_EQ(echoed("big: 18446744073709551615, any: {a: [1, \"x\", {b: null}], c: E}"),
            R"({"big":18446744073709551615,"any":{"a":[1,"x",{"b":null}],"c":"E"},"d":"dflt"})");
  EXPECT_EQ(echoed(R"(person: {name: "A", friend: {name: "B", age: null}})"),
            R"({"person":{"name":"A","age":7,"friend":{"name":"B","age":null}},"d":"dflt"})");
}

TEST_F(EngineTest, CoercesVariables) {
  const std::string declared =
      "($i: Int, $big: UInt64, $any: JSON, $list: [Int!], $p: PersonInput, $id: ID, $t: String!)";
  const std::string arguments =
      "i: $i, big: $big, any: [$any], list: $list, person: {name: $t, friend: $p}, id: $id";
  EXPECT_EQ(
      echoed(arguments,
             R"({"i":1.0,"big":18446744073709551615,"any":{"x":[1.5,-9223372036854775808]},)"
             R"("list":3,"p":{"name":"A","tags":"t"},"id":5,"t":"T","unused":1})",
             declared),
      R"({"i":1,"id":"5","big":18446744073709551615,"any":[{"x":[1.5,-9223372036854775808]}],)"
      R"("list":[3],"person":{"name":"T","age":7,"friend":{"name":"A","age":7,"tags":["t"]}},)"
      R"("d":"dflt"})");
  EXPECT_EQ(echoed(arguments, R"({"t":"T"})", declared),
            R"({"any":[null],"person":{"name":"T","age":7},"d":"dflt"})");
}

// Remembers where the first argument's text and children lie.
class AddressResolver : public Resolver {
 public:
  void resolve(const FieldCall& call, std::move_only_function<void(FieldOutcome)> done) override {
    given = call.arguments[0].value;
    done({.json = "1", .errors = {}, .invocation = {}});
  }
  types::Value given;
};

TEST_F(EngineTest, PassesOnWhatNeedNotChangeAsItLies) {
  AddressResolver seen;
  const auto is_unchanged = [&](std::string_view query, std::string_view variables) {
    const types::Value given = types::parse_value(variables, arena).value();
    graphql::run(*engine, {.query = query, .variables = given}, seen,
                 [](Response r) { ASSERT_TRUE(r.executed) << r.body; });
    return seen.given.is_same(given.find("v"));
  };
  EXPECT_TRUE(is_unchanged("query($v: String) {echo(s: $v)}", R"({"v":"text"})"));
  EXPECT_TRUE(is_unchanged("query($v: [Int!]) {echo(list: $v)}", R"({"v":[1,2,3],"extra":1})"));
  EXPECT_TRUE(is_unchanged("query($v: JSON) {echo(any: $v)}", R"({"v":{"a":[1.5,{}]}})"));
  const std::string_view person = "query($v: PersonInput) {echo(person: $v)}";
  EXPECT_TRUE(is_unchanged(
      person, R"({"v":{"age":1,"name":"a","tags":["t"],"friend":{"name":"b","age":null}}})"));
  EXPECT_FALSE(is_unchanged(person, R"({"v":{"name":"a"}})"));
  EXPECT_FALSE(is_unchanged(person, R"({"v":{"name":"a","age":1.0}})"));
}

TEST_F(EngineTest, KeepsWhatDoesNotChangeBesideWhatDoes) {
  const std::string declared = "($l: [Int!], $p: PersonInput)";
  EXPECT_EQ(echoed("list: $l, person: $p", R"({"p":{"tags":"t","age":2,"name":"A"},"l":[1,2.0,3]})",
                   declared),
            R"({"list":[1,2,3],"person":{"name":"A","age":2,"tags":["t"]},"d":"dflt"})");
}

TEST_F(EngineTest, FindsVariablesInAnyOrderAmongOthers) {
  EXPECT_EQ(echoed("s: $s, i: $i, b: $b", R"({"x":0,"b":true,"i":4,"y":0,"s":"t"})",
                   "($s: String, $i: Int, $b: Boolean)"),
            R"({"s":"t","i":4,"b":true,"d":"dflt"})");
}

TEST_F(EngineTest, TellsPlansApartByOperationName) {
  const std::string query = "query A {a: hello} query B {b: hello}";
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(body(query, "{}", "A"), R"({"data":{"a":"a"}})");
    EXPECT_EQ(body(query, "{}", "B"), R"({"data":{"b":"b"}})");
  }
}

TEST_F(EngineTest, CoercesConstantsOfFieldsThatVariablesSelect) {
  const std::string query =
      "query($a: Boolean!) {...F ... @skip(if: $a) {e: echo(i: 1)} echo(i: 2)}"
      "fragment F on Query {e: echo(i: 1) @include(if: $a)}";
  body(query, R"({"a":true})");
  EXPECT_EQ(resolver.calls.at(0), R"(Query.echo {"i":1,"d":"dflt"})");
  EXPECT_EQ(resolver.calls.at(1), R"(Query.echo {"i":2,"d":"dflt"})");
}

TEST_F(EngineTest, HoldsTheWholeResponseToItsLimit) {
  engine = make_engine({.max_response_bytes = {1024, "ask for less"}});
  resolver.outcomes["a"].json = '"' + std::string(600, 'a') + '"';
  resolver.outcomes["b"].json = '"' + std::string(600, 'b') + '"';
  const std::string answer = body("{a: maybe b: maybe c: maybe}");
  EXPECT_TRUE(answer.starts_with(
      R"({"errors":[{"message":"The response is larger than the limit of 1024; ask for less",)"
      R"("path":["b"],"extensions":{"code":"RESPONSE_TOO_LARGE"}}],"data":{"a":"aaa)"))
      << answer;
  EXPECT_TRUE(answer.ends_with(R"(a","b":null,"c":"c"}})")) << answer;
  EXPECT_TRUE(body("{__schema {types {name fields {name description}}}}")
                  .starts_with(R"({"errors":[{"message":"The response is larger)"));
}

TEST_F(EngineTest, RefusesVariablesThatDoNotFit) {
  const auto refused = [&](std::string declared, std::string variables) {
    const Response response = run("query(" + declared + ") {echo(any: $v)}", std::move(variables));
    EXPECT_FALSE(response.executed);
    return response.body;
  };
  const std::string at =
      R"(,"locations":[{"line":1,"column":7}],"extensions":{"code":"BAD_USER_INPUT"}}]})";
  EXPECT_EQ(
      refused("$v: JSON!", "{}"),
      R"({"errors":[{"message":"Variable \"$v\" of required type \"JSON!\" was not provided.")" +
          at);
  EXPECT_EQ(
      refused("$v: JSON!", R"({"v":null})"),
      R"({"errors":[{"message":"Variable \"$v\" of non-null type \"JSON!\" must not be null.")" +
          at);
  EXPECT_TRUE(resolver.calls.empty());
}

TEST_F(EngineTest, SaysWhereInAVariableTheFaultIs) {
  const auto message = [&](std::string type, std::string value) {
    const std::string text = body("query($v: " + type + ", $x: Int = 1) {echo(i: $x, person: $v)}",
                                  R"({"v":)" + value + "}");
    return text;
  };
  EXPECT_NE(message("PersonInput", R"({"name":"a","friend":{"name":1}})")
                .find(R"(Variable \"$v\" got invalid value 1 at \"v.friend.name\"; String cannot )"
                      R"(represent a non string value: 1)"),
            std::string::npos);
  EXPECT_NE(message("PersonInput", R"({"nam":"a"})")
                .find(R"(Field \"nam\" is not defined by type \"PersonInput\". Did you mean )"
                      R"(\"name\"?)"),
            std::string::npos);
}

TEST_F(EngineTest, ReportsArgumentErrorsAtTheField) {
  EXPECT_EQ(body("query($n: Int = 3) {need(n: $n) hello}", R"({"n":null})"),
            R"({"errors":[{"message":"Argument \"n\" of non-null type \"Int!\" must not be null.",)"
            R"("locations":[{"line":1,"column":29}],"path":["need"]}],)"
            R"("data":{"need":null,"hello":"hello"}})");
}

TEST_F(EngineTest, PropagatesNullsAndKeepsTheFieldsErrors) {
  resolver.outcomes["maybe"] = {"", {{"boom", {}}}, ""};
  resolver.outcomes["p"] = {
      "[{}]", {{"inside", {std::size_t{0}, std::string("name")}}}, "{\"x\":1}"};
  EXPECT_EQ(body("{maybe p: people {name}}"),
            R"({"errors":[{"message":"boom","path":["maybe"]},)"
            R"({"message":"inside","path":["p",0,"name"]}],"data":{"maybe":null,"p":[{}]},)"
            R"("extensions":{"invocations":{"p":{"x":1}}}})");
  resolver.outcomes["hello"] = {"", {{"error calling function", {}}}, ""};
  EXPECT_EQ(body("{hello maybe}"),
            R"({"errors":[{"message":"error calling function","path":["hello"]},)"
            R"({"message":"boom","path":["maybe"]}],"data":null})");
  resolver.outcomes["hello"] = {};
  EXPECT_EQ(body("{h: maybe hello}"),
            R"({"errors":[{"message":"Cannot return null for non-nullable field Query.hello.",)"
            R"("locations":[{"line":1,"column":11}],"path":["hello"]}],"data":null})");
}

TEST_F(EngineTest, StartsQueryFieldsTogetherAndWaitsForAll) {
  resolver.hold = true;
  std::string answer;
  graphql::run(*engine, {"{a: hello b: hello}"}, resolver, [&](Response r) { answer = r.body; });
  ASSERT_EQ(resolver.held.size(), 2u);
  engine.reset();  // a request outlives its engine
  resolver.held[1]();
  EXPECT_EQ(answer, "");
  resolver.held[0]();
  EXPECT_EQ(answer, R"({"data":{"a":"a","b":"b"}})");
}

TEST_F(EngineTest, RunsMutationFieldsOneAfterAnother) {
  resolver.hold = true;
  std::string answer;
  graphql::run(*engine, {"mutation {one two three}"}, resolver,
               [&](Response r) { answer = r.body; });
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_EQ(resolver.held.size(), i + 1);
    EXPECT_EQ(answer, "");
    resolver.held[i]();
  }
  EXPECT_EQ(answer, R"({"data":{"one":"one","two":"two","three":"three"}})");
}

TEST_F(EngineTest, EndsAMutationWhoseDataIsNull) {
  resolver.outcomes["one"] = {"", {{"no", {}}}, ""};
  EXPECT_EQ(body("mutation {two one three}"),
            R"({"errors":[{"message":"no","path":["one"]}],"data":null})");
  EXPECT_EQ(resolver.calls.size(), 2u);
}

TEST_F(EngineTest, SelectsTheOperationByName) {
  const std::string query = "query A {a: hello} query B {b: hello}";
  EXPECT_EQ(body(query, "{}", "B"), R"({"data":{"b":"b"}})");
  EXPECT_EQ(body(query, "{}", "A"), R"({"data":{"a":"a"}})");
  const auto refused = [](std::string_view message) {
    return fmt::format(R"({{"errors":[{{"message":"{}","extensions":)"
                       R"({{"code":"OPERATION_RESOLUTION_FAILURE"}}}}]}})",
                       message);
  };
  EXPECT_EQ(body(query, "{}", "C"), refused(R"(Unknown operation named \"C\".)"));
  EXPECT_EQ(body("{hello}", "{}", ""), refused(R"(Unknown operation named \"\".)"));
  EXPECT_EQ(body(query),
            refused("Must provide operation name if query contains multiple operations."));
  EXPECT_EQ(body("fragment F on Query {hello} fragment G on Query {...F}").find("\"data\""),
            std::string::npos);
}

TEST_F(EngineTest, RefusesWhatItCannotParseOrExecute) {
  EXPECT_EQ(
      body("{hello(!}"),
      R"({"errors":[{"message":"Syntax Error: Expected Name, found \"!\".",)"
      R"("locations":[{"line":1,"column":8}],"extensions":{"code":"GRAPHQL_PARSE_FAILED"}}]})");
  EXPECT_NE(body("{nope}").find(R"("extensions":{"code":"GRAPHQL_VALIDATION_FAILED"})"),
            std::string::npos);
  EXPECT_FALSE(run("subscription {tick}").executed);
  EXPECT_TRUE(resolver.calls.empty());
}

TEST_F(EngineTest, NeedsNoResolverForMetaFields) {
  EXPECT_EQ(body("{__typename t: __type(name: \"Person\") {name} n: __type(name: \"X\") {name}}"),
            R"({"data":{"__typename":"Query","t":{"name":"Person"},"n":null}})");
  EXPECT_EQ(body("mutation {__typename}"), R"({"data":{"__typename":"Mutation"}})");
  EXPECT_TRUE(resolver.calls.empty());
}

TEST(EngineCache, AnswersAlikeWhenFullAndFromManyThreads) {
  const auto engine = make_engine({.plan_cache_entries = 2});
  const auto work = [&] {
    FakeResolver resolver;
    for (int i = 0; i < 200; ++i) {
      const std::string key = fmt::format("k{}", i % 5);
      std::string text;
      run(*engine, {"{" + key + ": hello}"}, resolver, [&](Response r) { text = r.body; });
      ASSERT_EQ(text, fmt::format(R"({{"data":{{"{0}":"{0}"}}}})", key));
    }
  };
  std::thread other(work);
  work();
  other.join();
}

TEST(EngineCreate, NamesThePlaceOfAFault) {
  const auto engine = Engine::create("type Query {\n  a: Nope\n}");
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(engine.error().message(),
            "invalid GraphQL schema, line 2, column 6: Unknown type \"Nope\".");
}

TEST(ErrorBody, IsAResponse) {
  EXPECT_EQ(error_body("a \"b\""), R"({"errors":[{"message":"a \"b\""}]})");
}

}  // namespace
}  // namespace modus::graphql
