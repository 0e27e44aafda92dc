// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/generate/schema_document.h"

#include <gtest/gtest.h>

namespace modus::graphql {
namespace {

using types::Kind;
using types::Parameter;
using types::Signature;
using types::Type;

constexpr std::string_view kTail =
    "\nscalar JSON\n\ntype AgentEvent {\n  name: String!\n  data: JSON\n  timestamp: String\n}\n"
    "\ntype Subscription {\n  agentEvent(agentId: String!): AgentEvent!\n}\n";

/// An app in the making: its types and functions.
class SchemaDocumentTest : public testing::Test {
 protected:
  const Type* scalar(Kind kind, std::string name) {
    Type type;
    type.kind = kind;
    type.name = std::move(name);
    return &types_.add(std::move(type));
  }
  Type* record(std::string name, std::vector<std::pair<std::string, const Type*>> fields) {
    Type type;
    type.kind = fields.empty() ? Kind::kOpaque : Kind::kRecord;
    type.short_name = name.substr(name.substr(0, name.find('<')).rfind('/') + 1);
    type.name = std::move(name);
    for (auto& [field, of] : fields) type.fields.push_back({field, of, {}});
    return &types_.add(std::move(type));
  }
  const Type* wrap(Kind kind, const Type* element, const Type* key = nullptr) {
    Type type;
    type.kind = kind;
    type.name = "?";
    type.element = element;
    type.key = key;
    return &types_.add(std::move(type));
  }
  const Type* nullable(const Type* element) { return wrap(Kind::kNullable, element); }
  const Type* stream(const Type* element) { return wrap(Kind::kStream, element); }
  const Type* list(const Type* element) { return wrap(Kind::kList, element); }
  const Type* map(const Type* key, const Type* value) { return wrap(Kind::kMap, value, key); }

  Signature& function(std::string name, std::vector<std::pair<std::string, const Type*>> parameters,
                      std::vector<const Type*> results) {
    Signature signature;
    signature.name = std::move(name);
    for (auto& [parameter, type] : parameters)
      signature.parameters.push_back({parameter, type, std::nullopt});
    for (const Type* type : results) signature.results.push_back({"", type});
    return functions_.emplace_back(std::move(signature));
  }

  std::vector<SchemaModule> modules() const { return {{.exports = functions_, .types = &types_}}; }

  /// The document between head and tail, or the error.
  std::string body() {
    const auto document = generate_schema(modules());
    if (!document) return "error: " + document.error().message();
    const std::string head = "# Modus GraphQL Schema (auto-generated)\n";
    EXPECT_TRUE(document->text.starts_with(head));
    EXPECT_TRUE(document->text.ends_with(kTail));
    return document->text.substr(head.size(), document->text.size() - head.size() - kTail.size());
  }

  types::TypeTable types_;
  std::vector<Signature> functions_;
  const Type* string_ = scalar(Kind::kString, "~lib/string/String");
  const Type* i32_ = scalar(Kind::kInt32, "i32");
  const Type* f64_ = scalar(Kind::kFloat64, "f64");
};

TEST_F(SchemaDocumentTest, WritesTheWholeDocument) {
  const Type* u32 = scalar(Kind::kUint32, "u32");
  Type* person = record("assembly/people/Person", {{"name", string_}, {"age", u32}});
  person->fields.push_back({"friend", nullable(person), {"Whom they know."}});
  person->docs = {"A human being."};
  function("sayHello", {{"name", string_}}, {string_}).docs = {"Greets.", "", "  Kindly."};
  function("getPerson", {}, {person});
  function("listPeople", {{"filter", nullable(string_)}, {"max", i32_}}, {list(person)});
  function("addPerson", {{"person", person}}, {});
  function("_modus_agent_activate", {{"name", string_}}, {});
  EXPECT_EQ(body(), R"(
type Query {
  people(filter: String, max: Int!): [Person!]!
  person: Person!
  """
  Greets.

    Kindly.
  """
  sayHello(name: String!): String!
}

type Mutation {
  addPerson(person: PersonInput!): Void
}

scalar UInt
scalar Void

"""
A human being.
"""
input PersonInput {
  name: String!
  age: UInt!
  """
  Whom they know.
  """
  friend: PersonInput
}

"""
A human being.
"""
type Person {
  name: String!
  age: UInt!
  """
  Whom they know.
  """
  friend: Person
}
)");
  const auto document = generate_schema(modules());
  ASSERT_EQ(document->fields.shown.size(), 4u);
  EXPECT_EQ(document->fields.shown[0].root, "Query");
  EXPECT_EQ(document->fields.shown[0].name, "people");
  EXPECT_EQ(document->fields.shown[0].function, 2u);
  EXPECT_EQ(document->fields.shown[3].root, "Mutation");
  EXPECT_EQ(document->fields.shown[3].function, 3u);
}

TEST_F(SchemaDocumentTest, AnAppWithoutFunctionsHasOnlyTheTail) { EXPECT_EQ(body(), ""); }

TEST_F(SchemaDocumentTest, NamesFields) {
  for (const char* name : {"getURL",          "GETAll",  "ListFoo", "getaway", "listings",
                           "additionalPosts", "stopped", "deleted", "getter",  "Add2",
                           "deleteIt",        "put",     "Post2",   "stop_it", "startThing",
                           "get_thing",       "list2",   "get",     "list",    "Foo"})
    function(name, {}, {i32_});
  EXPECT_EQ(body(), R"(
type Query {
  additionalPosts: Int!
  deleted: Int!
  foo: Int!
  get: Int!
  gETAll: Int!
  getaway: Int!
  getter: Int!
  list: Int!
  list2: Int!
  listFoo: Int!
  listings: Int!
  stopped: Int!
  uRL: Int!
}

type Mutation {
  add2: Int!
  deleteIt: Int!
  post2: Int!
  put: Int!
  startThing: Int!
  stop_it: Int!
}
)");
}

TEST_F(SchemaDocumentTest, RefusesFieldsOfOneName) {
  function("person", {}, {i32_});
  function("getPerson", {}, {i32_});
  EXPECT_EQ(body(),
            "error: the functions \"getPerson\" and \"person\" would both be the GraphQL field "
            "\"person\"; rename one of them, or name its field with @name");
}

TEST_F(SchemaDocumentTest, RefusesFieldsOfOneNameInBothRoots) {
  function("getAdd", {}, {i32_});
  function("add", {}, {i32_});
  EXPECT_TRUE(body().starts_with("error: the functions \"add\" and \"getAdd\" would both be"));
}

TEST_F(SchemaDocumentTest, RefusesNamesThatGraphqlDoesNotAllow) {
  Signature& bad = function("a$b", {}, {i32_});
  EXPECT_TRUE(body().starts_with("error: the function \"a$b\" cannot be a GraphQL field"));
  bad.name = "a";
  bad.parameters.push_back({"x$", i32_, std::nullopt});
  EXPECT_TRUE(body().starts_with("error: the parameter \"x$\" of the function \"a\""));
  bad.parameters[0] = {"x", record("T", {{"$f", i32_}}), std::nullopt};
  EXPECT_TRUE(body().starts_with("error: the field \"$f\" of the type \"T\""));
}

TEST_F(SchemaDocumentTest, MapsScalars) {
  int number = 10;
  for (Kind kind : {Kind::kBoolean, Kind::kInt8, Kind::kUint8, Kind::kInt16, Kind::kUint16,
                    Kind::kInt64, Kind::kUint64, Kind::kUint32, Kind::kFloat32, Kind::kBytes,
                    Kind::kTimestamp, Kind::kDuration})
    function("f" + std::to_string(number++), {}, {scalar(kind, "?")});
  function("g", {}, {list(nullable(list(i32_)))});
  function("h", {}, {nullable(wrap(Kind::kArray, string_))});
  function("i", {}, {scalar(Kind::kVoid, "void")});
  record("~lib/typedarray/Float32Array", {});
  EXPECT_EQ(body(), R"(
type Query {
  f10: Boolean!
  f11: Int!
  f12: Int!
  f13: Int!
  f14: Int!
  f15: Int64!
  f16: UInt64!
  f17: UInt!
  f18: Float!
  f19: String!
  f20: Timestamp!
  f21: Int64!
  g: [[Int!]]!
  h: [String!]
  i: Void
}

scalar Float32Array
scalar Int64
scalar Timestamp
scalar UInt
scalar UInt64
scalar Void
)");
}

TEST_F(SchemaDocumentTest, NamesPairs) {
  const Type* header = record("http/HttpHeader", {{"name", string_}});
  function("a", {}, {map(string_, string_)});
  function("b", {}, {map(string_, map(string_, f64_))});
  function("c", {}, {nullable(map(string_, nullable(map(string_, f64_))))});
  function("d", {{"m", nullable(map(string_, nullable(header)))}}, {map(i32_, f64_)});
  EXPECT_EQ(body(), R"(
type Query {
  a: [StringStringPair!]!
  b: [StringStringFloatPairListPair!]!
  c: [StringNullableStringFloatPairListPair!]
  d(m: [StringNullableHttpHeaderPairInput!]): [IntFloatPair!]!
}

input HttpHeaderInput {
  name: String!
}

input StringNullableHttpHeaderPairInput {
  key: String!
  value: HttpHeaderInput
}

type IntFloatPair {
  key: Int!
  value: Float!
}

type StringFloatPair {
  key: String!
  value: Float!
}

type StringNullableStringFloatPairListPair {
  key: String!
  value: [StringFloatPair!]
}

type StringStringFloatPairListPair {
  key: String!
  value: [StringFloatPair!]!
}

type StringStringPair {
  key: String!
  value: String!
}
)");
}

TEST_F(SchemaDocumentTest, NamesResultObjects) {
  record("T", {{"item1", i32_}, {"item2", string_}});
  function("a", {}, {i32_, string_});
  function("b", {}, {i32_, f64_});
  function("c", {}, {f64_, f64_}).results[0].name = "x";
  function("d", {}, {i32_, f64_});
  EXPECT_EQ(body(), R"(
type Query {
  a: T
  b: _type1
  c: _type2
  d: _type1
}

type _type1 {
  item1: Int!
  item2: Float!
}

type _type2 {
  x: Float!
  item2: Float!
}

type T {
  item1: Int!
  item2: String!
}
)");
}

TEST_F(SchemaDocumentTest, AnyJsonIsTheScalarThatEverySchemaHas) {
  Type* json = record("any", {});
  json->short_name = "JSON";
  function("pass", {{"value", json}}, {nullable(json)});
  EXPECT_EQ(body(), R"(
type Query {
  pass(value: JSON!): JSON
}
)");
}

TEST_F(SchemaDocumentTest, InputTypesKeepTheirSuffix) {
  const Type* lone = record("a/LoneInput", {{"x", i32_}});
  function("f", {{"a", lone}}, {lone});
  EXPECT_EQ(body(), R"(
type Query {
  f(a: LoneInput!): Lone!
}

input LoneInput {
  x: Int!
}

type Lone {
  x: Int!
}
)");
}

TEST_F(SchemaDocumentTest, ATypeAndItsInputTwinStayApart) {
  const Type* thing = record("a/Thing", {{"x", i32_}});
  const Type* twin = record("a/ThingInput", {{"y", i32_}});
  function("f", {{"a", thing}, {"b", twin}}, {thing});
  EXPECT_EQ(body(), R"(
type Query {
  f(a: ThingInput2!, b: ThingInput!): Thing!
}

input ThingInput {
  y: Int!
}

input ThingInput2 {
  x: Int!
}

type Thing {
  x: Int!
}
)");
}

TEST_F(SchemaDocumentTest, TypesOfOneShortNameGetNumbers) {
  const Type* second = record("assembly/b/Item", {{"b", i32_}});
  const Type* first = record("assembly/a/Item", {{"a", i32_}});
  const Type* query = record("assembly/Query", {{"q", i32_}});
  const Type* box = record("assembly/Box<~lib/string/String|null>", {{"v", i32_}});
  function("f", {}, {second});
  function("g", {}, {first});
  function("h", {}, {query});
  function("i", {}, {box});
  EXPECT_EQ(body(), R"(
type Query {
  f: Item2!
  g: Item!
  h: Query2!
  i: Box_String_null!
}

type Box_String_null {
  v: Int!
}

type Item {
  a: Int!
}

type Item2 {
  b: Int!
}

type Query2 {
  q: Int!
}
)");
}

TEST_F(SchemaDocumentTest, PrintsTheDefaultsThatFitAndLetsTheOthersBeLeftOut) {
  const Type* opaque = record("assembly/Any", {});
  Signature& f = function("f", {}, {});
  const auto add = [&](std::string name, const Type* type, std::string_view json) {
    f.parameters.push_back({std::move(name), type, *json::parse(json)});
  };
  add("a", nullable(string_), "null");
  add("b", string_, R"("a\"b")");
  add("c", list(i32_), "[1,2,3]");
  add("d", f64_, "1.5");
  add("e", f64_, "2");
  add("f", scalar(Kind::kBoolean, "bool"), "true");
  add("g", i32_, R"("")");
  add("h", i32_, "2147483648");
  add("i", i32_, "1.5");
  add("j", string_, "null");
  add("k", list(i32_), R"([1,"x"])");
  add("l", opaque, R"({"a":1})");
  add("m", scalar(Kind::kTimestamp, "Date"), R"("")");
  EXPECT_EQ(body(),
            "\ntype Query {\n  f(a: String = null, b: String! = \"a\\\"b\", c: [Int!]! = [1,2,3], "
            "d: Float! = 1.5, e: Float! = 2, f: Boolean! = true, g: Int, h: Int, i: Int, "
            "j: String, k: [Int!], l: Any, m: Timestamp): Void\n}\n"
            "\nscalar Any\nscalar Timestamp\nscalar Void\n");
}

TEST_F(SchemaDocumentTest, EscapesDocumentation) {
  function("f", {}, {i32_}).docs = {R"(says """hi""" and "" and \n)", "a\nb\x01"};
  EXPECT_EQ(
      body(),
      "\ntype Query {\n  \"\"\"\n  says \\\"\"\"hi\\\"\"\" and \"\" and \\n\n  a b\n  \"\"\"\n"
      "  f: Int!\n}\n");
}

TEST_F(SchemaDocumentTest, StreamsAreFieldsOfSubscription) {
  const Type* word = record("assembly/Word", {{"text", string_}});
  function("words", {{"text", string_}}, {stream(word)}).docs = {"One after another."};
  function("getAges", {{"from", i32_}}, {stream(nullable(i32_))});
  function("words2", {}, {list(word)}).docs = {"@name words"};
  const auto document = generate_schema(modules());
  ASSERT_TRUE(document) << document.error().message();
  EXPECT_EQ(document->text, R"(# Modus GraphQL Schema (auto-generated)

type Query {
  words: [Word!]!
}

type Word {
  text: String!
}

scalar JSON

type AgentEvent {
  name: String!
  data: JSON
  timestamp: String
}

type Subscription {
  agentEvent(agentId: String!): AgentEvent!
  ages(from: Int!): Int
  """
  One after another.
  """
  words(text: String!): Word!
}
)");
  EXPECT_EQ(document->fields.shown.back().root, "Subscription");
  EXPECT_EQ(document->fields.shown.back().function, 0u);
}

TEST_F(SchemaDocumentTest, KeepsTheFieldOfModusItself) {
  Signature& own = function("agentEvent", {}, {stream(i32_)});
  EXPECT_EQ(body(),
            "error: the function \"agentEvent\" would be the field \"agentEvent\" of Subscription, "
            "which is Modus's own; name its field with @name");
  own.results[0].type = i32_;
  EXPECT_EQ(body(), "\ntype Query {\n  agentEvent: Int!\n}\n");
}

TEST_F(SchemaDocumentTest, TagsDecideWhatNamesDoNot) {
  function("getToken", {}, {i32_}).docs = {"@mutation: it makes one"};
  function("renewToken", {}, {i32_}).docs = {"Makes a new one.", "", " @mutation\tand slow "};
  function("startPage", {}, {i32_}).docs = {"@query"};
  function("get_thing", {}, {i32_}).docs = {"", "@name thing", "", "Anything.", ""};
  function("a$b", {}, {i32_}).docs = {"@name _ab"};
  function("secret", {}, {i32_}).docs = {"@name x", "@hidden"};
  function("old", {}, {i32_}).docs = {"@deprecated Ask \"new\".", "@returns a number"};
  function("older", {}, {i32_}).docs = {"@deprecated"};
  EXPECT_EQ(body(), R"(
type Query {
  _ab: Int!
  """
  @returns a number
  """
  old: Int! @deprecated(reason: "Ask \"new\".")
  older: Int! @deprecated
  startPage: Int!
  """
  Anything.
  """
  thing: Int!
  """
  @mutation: it makes one
  """
  token: Int!
}

type Mutation {
  """
  Makes a new one.
  """
  renewToken: Int!
}
)");
}

TEST_F(SchemaDocumentTest, RefusesTagsThatContradict) {
  Signature& f = function("f", {}, {i32_});
  const auto refusal = [&](std::vector<std::string> docs) {
    f.docs = std::move(docs);
    return body();
  };
  EXPECT_EQ(
      refusal({"@query", "@mutation"}),
      "error: the function \"f\" is marked both @query and @mutation; remove one of the tags");
  EXPECT_EQ(refusal({"@name a", "@name b"}),
            "error: the function \"f\" is marked with the names \"a\" and \"b\"; remove one of the "
            "tags");
  for (const std::string_view name : {"", "1a", "a b", "a-b", "__a"}) {
    EXPECT_TRUE(refusal({fmt::format("@name {}", name)})
                    .starts_with(fmt::format("error: the function \"f\" is marked \"@name {}\", "
                                             "which GraphQL does not allow as a name",
                                             name)));
  }
  f.results[0].type = stream(i32_);
  EXPECT_EQ(
      refusal({"@mutation"}),
      "error: the function \"f\" is marked @mutation, but its result is a stream, which makes "
      "it a field of Subscription; remove the tag");
}

TEST_F(SchemaDocumentTest, SaysWhichFunctionsAreHidden) {
  function("get_thing", {}, {i32_});
  function("b", {}, {i32_}).docs = {"@hidden"};
  function("_modus_agent_activate", {}, {i32_});
  const auto document = generate_schema(modules());
  ASSERT_EQ(document->fields.hidden.size(), 2u);
  EXPECT_EQ(document->fields.hidden[0].function, 1u);
  EXPECT_EQ(document->fields.hidden[0].reason, "marked @hidden");
  EXPECT_EQ(document->fields.hidden[1].function, 0u);
}

TEST_F(SchemaDocumentTest, FieldsOfClassesCanBeDeprecated) {
  Type* thing = record("a/Thing", {{"x", i32_}, {"y", nullable(i32_)}});
  thing->fields[0].docs = {"@deprecated Gone.", "Text."};
  thing->fields[1].docs = {"@deprecated", "@hidden"};
  function("f", {{"a", thing}}, {thing});
  EXPECT_EQ(body(), R"(
type Query {
  f(a: ThingInput!): Thing!
}

input ThingInput {
  """
  Text.
  """
  x: Int!
  """
  @hidden
  """
  y: Int @deprecated
}

type Thing {
  """
  Text.
  """
  x: Int! @deprecated(reason: "Gone.")
  """
  @hidden
  """
  y: Int @deprecated
}
)");
}

}  // namespace
}  // namespace modus::graphql
