// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "runtime/graphql/execution/fake_resolver_for_test.h"
#include "runtime/types/value_parser.h"

namespace modus::graphql {
namespace {

constexpr std::string_view kSchema = R"(
  input One @oneOf { a: Int b: String }
  type Query { echo(id: ID, one: One, int: Int, must: Int! = 5, list: [Int!]): String }
)";

class VariablesTest : public testing::Test {
 protected:
  // The arguments that a resolver gets, or the refusal's messages.
  std::string given(std::string_view query, std::string_view variables) {
    resolver.calls.clear();
    const types::Value values = types::parse_value(variables, arena).value();
    std::string text;
    run(*engine, {.query = query, .variables = values}, resolver,
        [&](Response response) { text = std::move(response.body); });
    if (!resolver.calls.empty()) return resolver.calls[0].substr(resolver.calls[0].find('{'));
    std::string messages;
    constexpr std::string_view kMessage = R"("message":")";
    for (std::size_t at = 0; (at = text.find(kMessage, at)) != std::string::npos;) {
      at += kMessage.size();
      messages += text.substr(at, text.find("\",\"", at) - at) + "\n";
    }
    return messages;
  }

  types::Arena arena;
  FakeResolver resolver;
  std::shared_ptr<Engine> engine = Engine::create(kSchema).value();
};

TEST_F(VariablesTest, OfOneOfTypesHaveOneKnownKeyThatIsNotNull) {
  const std::string_view query = "query($v: One) {echo(one: $v)}";
  EXPECT_EQ(given(query, R"({"v":{"b":"x"}})"), R"({"one":{"b":"x"},"must":5})");
  EXPECT_EQ(given(query, R"({"v":{"b":null}})"),
            R"(Variable \"$v\" got invalid value null at \"v.b\"; Field \"b\" must be non-null.)"
            "\n");
  EXPECT_EQ(given(query, R"({"v":{"b":"x","a":null}})"),
            R"(Variable \"$v\" got invalid value { b: \"x\", a: null }; Exactly one key must be )"
            R"(specified for OneOf type \"One\".)"
            "\n"
            R"(Variable \"$v\" got invalid value null at \"v.a\"; Field \"a\" must be non-null.)"
            "\n");
  EXPECT_EQ(
      given(query, R"({"v":{"b":"x","c":1}})"),
      R"(Variable \"$v\" got invalid value { b: \"x\", c: 1 }; Field \"c\" is not defined by )"
      R"(type \"One\". Did you mean \"a\" or \"b\"?)"
      "\n");
}

TEST_F(VariablesTest, OfIdsMayBeAnyWholeNumber) {
  const std::string_view query = "query($v: ID) {echo(id: $v)}";
  EXPECT_EQ(given(query, R"({"v":1e20})"), R"({"id":"100000000000000000000","must":5})");
  EXPECT_EQ(given(query, R"({"v":7.0})"), R"({"id":"7","must":5})");
  EXPECT_EQ(given(query, R"({"v":1.25e-7})"),
            R"(Variable \"$v\" got invalid value 1.25e-7; ID cannot represent value: 1.25e-7)"
            "\n");
}

TEST_F(VariablesTest, ThatAreAbsentLeaveDefaultsInForce) {
  EXPECT_EQ(given("query($n: Int) {echo(must: $n)}", "{}"), R"({"must":5})");
  EXPECT_EQ(given("query($n: Int = 3) {echo(list: [$n])}", "{}"), R"({"must":5,"list":[3]})");
  EXPECT_EQ(given("query($n: Int = 3) {echo(list: [$n])}", R"({"n":null})"),
            "Argument \\\"list\\\" has invalid value [$n].\n");
  EXPECT_EQ(given("query($i: Int, $n: Int! = 3) {echo(int: $i, must: $n, list: [1, $n])}", "{}"),
            R"({"must":3,"list":[1,3]})");
  EXPECT_EQ(given("query($i: Int) {echo(int: $i)}", R"({"i":null})"), R"({"int":null,"must":5})");
}

TEST_F(VariablesTest, AreShownInPartWhenTheyAreLong) {
  std::string keys;
  for (int i = 0; i < 10'000; ++i) keys += fmt::format(R"("k{}":{},)", i, i);
  const std::string many =
      given("query($v: One) {echo(one: $v)}", fmt::format(R"({{"v":{{{}"a":1}}}})", keys));
  EXPECT_LT(many.size(), 50u * 5000u);
  EXPECT_NE(many.find(", ... }; Field"), std::string::npos);
  const std::string long_text =
      given("query($v: Int) {echo(int: $v)}", R"({"v":")" + std::string(100'000, 'x') + R"("})");
  EXPECT_LT(long_text.size(), 10'000u);
  EXPECT_NE(long_text.find("x\\\"...; Int cannot"), std::string::npos);
}

}  // namespace
}  // namespace modus::graphql
