// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "runtime/graphql/engine.h"
#include "runtime/json/json.h"
#include "runtime/types/value_parser.h"

namespace modus::graphql {
namespace {

constexpr std::string_view kSchema = R"(
  "About it." schema { query: Query }
  "A person." type Person implements Named { name: String! old: Int @deprecated(reason: "no") }
  interface Named { name: String! }
  union Any = Person
  enum Color { RED BLUE @deprecated }
  input In @oneOf { a: [Int!] b: String @deprecated }
  input Defaults { a: [Float!] = 1.50 b: ID = "7" c: String = """x "y\" """ d: Color = RED e: Nested = {b: null}
                   f: Url = {x: [RED, 1e3]} }
  input Nested { a: Int = 1 b: Int }
  scalar Url @specifiedBy(url: "https://example.org")
  directive @tag(name: String!) repeatable on FIELD
  type Query { f("How many." n: Int = 3, old: In @deprecated): [Person!]! any: Any color: Color
               url: Url }
)";

class NoResolver : public Resolver {
  void resolve(const FieldCall&, std::move_only_function<void(FieldOutcome)>) override {
    ADD_FAILURE() << "introspection asks nobody";
  }
};

std::string ask(std::string_view query, const std::string& variables = "{}") {
  static const auto engine = Engine::create(kSchema).value();
  NoResolver resolver;
  std::string body;
  types::Arena arena;
  const types::Value values = types::parse_value(variables, arena).value();
  engine->execute(engine->prepare({.query = query, .variables = values}).value(), resolver,
                  [&](Response response) { body = std::move(response.body); });
  return body;
}

TEST(Introspection, DescribesTheSchema) {
  EXPECT_EQ(ask("{__schema{description queryType{name} mutationType{name} __typename}}"),
            R"({"data":{"__schema":{"description":"About it.","queryType":{"name":"Query"},)"
            R"("mutationType":null,"__typename":"__Schema"}}})");
}

TEST(Introspection, DescribesFieldsAndArguments) {
  EXPECT_TRUE(ask("{__type(name: \"Query\"){fields{name args(includeDeprecated: true){name "
                  "description defaultValue isDeprecated}}}}")
                  .starts_with(R"({"data":{"__type":{"fields":[{"name":"f","args":[{"name":"n",)"
                               R"("description":"How many.","defaultValue":"3",)"
                               R"("isDeprecated":false},{"name":"old","description":null,)"
                               R"("defaultValue":null,"isDeprecated":true}]},)"));
  EXPECT_EQ(
      ask("{__type(name: \"Person\"){kind description fields{type{kind ofType{name}}} "
          "interfaces{name}}}"),
      R"({"data":{"__type":{"kind":"OBJECT","description":"A person.","fields":[{"type":)"
      R"({"kind":"NON_NULL","ofType":{"name":"String"}}}],"interfaces":[{"name":"Named"}]}}})");
}

TEST(Introspection, ShowsDeprecatedPartsWhenAsked) {
  const std::string query =
      "query($d: Boolean){__type(name: \"Color\"){enumValues(includeDeprecated: $d){name "
      "deprecationReason}}}";
  EXPECT_EQ(ask(query),
            R"({"data":{"__type":{"enumValues":[{"name":"RED","deprecationReason":null}]}}})");
  EXPECT_EQ(ask(query, R"({"d":true})"),
            R"({"data":{"__type":{"enumValues":[{"name":"RED","deprecationReason":null},)"
            R"({"name":"BLUE","deprecationReason":"No longer supported"}]}}})");
}

TEST(Introspection, ShowsDefaultsInTheFormOfTheirTypes) {
  const json::Value answer =
      json::parse(ask("{__type(name: \"Defaults\"){inputFields{defaultValue}}}")).value();
  std::string shown;
  for (const json::Value& field : answer.at_pointer("/data/__type/inputFields").as_array()) {
    shown.append(field.at("defaultValue").as_string()).append(" ");
  }
  EXPECT_EQ(shown, "[1.5] 7 \"x \\\"y\\\\\\\" \" RED {a: 1, b: null} {x: [\"RED\", 1000]} ");
}

TEST(Introspection, DescribesEveryKindOfType) {
  EXPECT_EQ(ask("{__type(name: \"In\"){kind isOneOf inputFields{name defaultValue} fields{name}}}"),
            R"({"data":{"__type":{"kind":"INPUT_OBJECT","isOneOf":true,"inputFields":[{"name":"a",)"
            R"("defaultValue":null}],"fields":null}}})");
  EXPECT_EQ(ask("{u: __type(name: \"Url\"){specifiedByURL isOneOf} a: __type(name: \"Any\"){kind "
                "possibleTypes{name}} n: __type(name: \"Named\"){kind possibleTypes{name}}}"),
            R"({"data":{"u":{"specifiedByURL":"https://example.org","isOneOf":null},)"
            R"("a":{"kind":"UNION","possibleTypes":[{"name":"Person"}]},)"
            R"("n":{"kind":"INTERFACE","possibleTypes":[{"name":"Person"}]}}})");
}

TEST(Introspection, DescribesDirectives) {
  const std::string body =
      ask("{__schema{directives{name isRepeatable locations args{name type{kind}}}}}");
  EXPECT_NE(body.find(R"({"name":"tag","isRepeatable":true,"locations":["FIELD"],)"
                      R"("args":[{"name":"name","type":{"kind":"NON_NULL"}}]})"),
            std::string::npos);
  for (const char* name : {"include", "skip", "deprecated", "specifiedBy", "oneOf"}) {
    EXPECT_NE(body.find("{\"name\":\"" + std::string(name) + "\""), std::string::npos) << name;
  }
}

// What GraphiQL and Apollo Sandbox send, with everything they can ask for.
TEST(Introspection, AnswersTheFullQueryOfClientTools) {
  const std::string body = ask(R"(
    query IntrospectionQuery {
      __schema {
        description
        queryType { name kind } mutationType { name kind } subscriptionType { name kind }
        types { ...FullType }
        directives {
          name description isRepeatable locations
          args(includeDeprecated: true) { ...InputValue }
        }
      }
    }
    fragment FullType on __Type {
      kind name description specifiedByURL isOneOf
      fields(includeDeprecated: true) {
        name description args(includeDeprecated: true) { ...InputValue }
        type { ...TypeRef } isDeprecated deprecationReason
      }
      inputFields(includeDeprecated: true) { ...InputValue }
      interfaces { ...TypeRef }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { ...TypeRef }
    }
    fragment InputValue on __InputValue {
      name description type { ...TypeRef } defaultValue isDeprecated deprecationReason
    }
    fragment TypeRef on __Type {
      kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
      ofType { kind name ofType { kind name ofType { kind name ofType { kind name
      ofType { kind name } } } } } } } } }
    })");
  const auto value = json::parse(body);
  ASSERT_TRUE(value) << body;
  const json::Object& data = value->as_object().at("data").as_object();
  const json::Array& types = data.at("__schema").as_object().at("types").as_array();
  EXPECT_EQ(types.size(), 22u);  // 9 of the document, 5 scalars and 8 of introspection
}

TEST(Introspection, OfASchemaWithoutQueryHasNoFields) {
  const auto engine = Engine::create("type Mutation { a: Int }").value();
  NoResolver resolver;
  std::string body;
  engine->execute(engine->prepare({"{__schema{queryType{name fields{name}}}}"}).value(), resolver,
                  [&](Response response) { body = std::move(response.body); });
  EXPECT_EQ(body, R"({"data":{"__schema":{"queryType":{"name":"Query","fields":[]}}}})");
}

}  // namespace
}  // namespace modus::graphql
