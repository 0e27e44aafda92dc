// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "runtime/graphql/execution/fake_resolver_for_test.h"
#include "runtime/types/value_parser.h"

namespace modus::graphql {
namespace {

constexpr std::string_view kSchema = R"(
  type Person { name: String! friend: Person friends: [Person!] grid: [[Person]] }
  type Query { hello(text: String, data: [Int]): String! person: Person }
)";

class QueryLimits : public testing::Test {
 protected:
  // The message and code of the first error; "" when the resolver was asked.
  std::string refusal(EngineOptions options, std::string_view query,
                      std::string_view variables = "{}") {
    types::Arena arena;
    const types::Value values = types::parse_value(variables, arena).value();
    std::string text;
    run(*Engine::create(kSchema, std::move(options)).value(), {.query = query, .variables = values},
        resolver, [&](Response response) { text = std::move(response.body); });
    if (!text.starts_with("{\"errors\"")) return "";
    const std::size_t start = text.find(":\"") + 2;
    const std::size_t code = text.find("\"code\":\"") + 8;
    return fmt::format("{} {}", text.substr(start, text.find("\",\"", start) - start),
                       text.substr(code, text.find('"', code) - code));
  }

  class : public Resolver {
    void resolve(const FieldCall&, std::move_only_function<void(FieldOutcome)> done) override {
      done({.json = "{}"});
    }
  } resolver;
};

TEST_F(QueryLimits, NameThemselvesTheirValueAndTheRemedy) {
  EXPECT_EQ(refusal({.max_query_bytes = {10, "be brief"}}, "{hello hello}"),
            "The query is 13 bytes long, more than the limit of 10; be brief QUERY_TOO_LONG");
  EXPECT_EQ(refusal({.max_tokens = {3, "say less"}}, "{hello hello}"),
            "Syntax Error: The document has more tokens than the limit of 3; say less "
            "TOO_MANY_TOKENS");
  EXPECT_EQ(refusal({.max_depth = {2, "flatten"}}, "{person{friend{name}}}"),
            "Syntax Error: The document nests deeper than the limit of 2; flatten QUERY_TOO_DEEP");
  EXPECT_EQ(refusal({.max_root_fields = 1}, "{a: hello b: hello}"),
            "The operation selects 2 root fields, more than the limit of 1 TOO_MANY_ROOT_FIELDS");
  EXPECT_EQ(refusal({.max_aliases = 1}, "{a: hello person {b: name}}"),
            "The operation has 2 aliases, more than the limit of 1 TOO_MANY_ALIASES");
  EXPECT_EQ(refusal({.max_complexity = 2}, "{hello person {name}}"),
            "The operation's complexity is 3, more than the limit of 2 QUERY_TOO_COMPLEX");
  EXPECT_EQ(refusal({.introspection = false, .introspection_remedy = "turn it on"},
                    "{__typename person {__typename} __type(name: \"Query\") {name}}"),
            "Introspection is off, but the query contains the field \\\"__type\\\"; turn it on "
            "INTROSPECTION_DISABLED");
}

TEST_F(QueryLimits, LetThroughWhatIsJustAllowed) {
  EXPECT_EQ(refusal({.max_query_bytes = 13,
                     .max_tokens = 4,
                     .max_depth = 1,
                     .max_aliases = 0,
                     .max_root_fields = 1,
                     .max_complexity = 2,
                     .introspection = false},
                    "{hello hello}"),
            "");
  EXPECT_EQ(refusal({.introspection = false}, "{__typename person {__typename}}"), "");
}

TEST_F(QueryLimits, CountDepthThroughFragments) {
  const auto is_refused = [&](std::string_view query) {
    return refusal({.max_depth = 4}, query) ==
           "The document nests selections deeper than the limit of 4 QUERY_TOO_DEEP";
  };
  EXPECT_FALSE(is_refused("{person{friend{...F}}} fragment F on Person{name}"));
  EXPECT_TRUE(is_refused("{person{friend{...F}}} fragment F on Person{friend{name}}"));
  EXPECT_TRUE(is_refused("fragment F on Person{friend{name}} {person{friend{...F}}}"));
  EXPECT_TRUE(
      is_refused("{a: person{...F} person{friend{...F}}}"
                 "fragment F on Person{friend{name}}"));
  EXPECT_NE(refusal({.max_depth = 4},
                    "{person{...A}} fragment A on Person{...B} fragment B on Person{...A}")
                .find("GRAPHQL_VALIDATION_FAILED"),
            std::string::npos);
}

TEST_F(QueryLimits, CountAliasesOfFragmentsWhereTheyAreSpread) {
  const std::string_view query =
      "{person{...F friend{...F}}} fragment F on Person{a: name ... on Person{b: name}}";
  EXPECT_EQ(refusal({.max_aliases = 3}, query),
            "The operation has 4 aliases, more than the limit of 3 TOO_MANY_ALIASES");
  EXPECT_EQ(refusal({.max_aliases = 4}, query), "");
}

TEST_F(QueryLimits, WeighFieldsByTheListsTheyAreIn) {
  const auto complexity = [&](std::string_view query) {
    const std::string text = refusal({.max_complexity = 0}, query);
    constexpr std::string_view kBefore = "complexity is ";
    return std::stoul(text.substr(text.find(kBefore) + kBefore.size()));
  };
  EXPECT_EQ(complexity("{person{name friend{name}}}"), 4u);
  EXPECT_EQ(complexity("{person{friends{name}}}"), 12u);
  EXPECT_EQ(complexity("{person{friends{friends{name}}}}"), 112u);
  EXPECT_EQ(complexity("{person{grid{name}}}"), 102u);
  EXPECT_EQ(complexity("{person{friends{...F}}} fragment F on Person{friends{name}}"), 112u);
  EXPECT_EQ(complexity("{hello person{...on Person{name}}}"), 3u);
}

TEST_F(QueryLimits, SaturateRatherThanOverflow) {
  std::string query = "{person{...F0}}";
  for (int i = 0; i < 60; ++i) {
    query += fmt::format("fragment F{0} on Person{{a: friends{{...F{1}}} b: friends{{...F{1}}}}}",
                         i, i + 1);
  }
  query += "fragment F60 on Person{name}";
  constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
  EXPECT_EQ(refusal({.max_depth = 200, .max_aliases = kAll}, query),
            fmt::format("The operation's complexity is {}, more than the limit of 100000 "
                        "QUERY_TOO_COMPLEX",
                        kAll));
}

TEST_F(QueryLimits, OfDepthAsideSharedFragmentsCompileOnce) {
  // There are 2^40 paths.
  std::string query = "{person{...F0}}";
  for (int i = 0; i < 40; ++i) {
    query += fmt::format("fragment F{0} on Person{{a: friend{{...F{1}}} b: friend{{...F{1}}}}}", i,
                         i + 1);
  }
  constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
  EXPECT_EQ(refusal({.max_depth = 100, .max_aliases = kAll, .max_complexity = kAll},
                    query + "fragment F40 on Person{name}"),
            "");
}

TEST_F(QueryLimits, LetTheStandardIntrospectionQueryThrough) {
  EXPECT_EQ(refusal({}, R"(query IntrospectionQuery {
      __schema { description queryType { name kind } mutationType { name kind }
                 subscriptionType { name kind } types { ...FullType }
                 directives { name description isRepeatable locations
                              args(includeDeprecated: true) { ...InputValue } } } }
    fragment FullType on __Type {
      kind name description specifiedByURL isOneOf
      fields(includeDeprecated: true) { name description
        args(includeDeprecated: true) { ...InputValue } type { ...TypeRef }
        isDeprecated deprecationReason }
      inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { ...TypeRef } }
    fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue
      isDeprecated deprecationReason }
    fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name
      ofType { kind name ofType { kind name ofType { kind name ofType { kind name
      ofType { kind name ofType { kind name } } } } } } } } } })"),
            "");
}

TEST_F(QueryLimits, BoundVariables) {
  const std::string_view query = "query($t: String, $d: [Int]) {hello(text: $t, data: $d)}";
  EXPECT_EQ(refusal({.max_variables_bytes = {64, "send less"}}, query,
                    R"({"t":")" + std::string(80, 'x') + R"("})"),
            "The variables are larger than the limit of 64; send less VARIABLES_TOO_LARGE");
  EXPECT_NE(refusal({.max_variables_bytes = 64}, query, R"({"unused":[[],[],[[[]]],{},{"a":1},
                    "and","and","and","and","and"]})"),
            "");
  EXPECT_EQ(refusal({.max_variables_bytes = 64}, query, R"({"t":"xxxxxxxxxx","d":[1,2]})"), "");
}

}  // namespace
}  // namespace modus::graphql
