// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/validation/validate.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace modus::graphql {
namespace {

constexpr std::string_view kSchema = R"(
  interface Pet { name: String }
  type Dog implements Pet { name: String nickname: String barks(times: Int!): Boolean friend: Dog }
  type Cat implements Pet { name: String meows: Int friend: Cat }
  enum Color { RED GREEN }
  input Filter { color: Color limit: Int! = 5 tags: [String!] nested: Filter }
  input Pick @oneOf { id: ID name: String }
  scalar JSON
  type Query {
    dog: Dog! cat: Cat pet: Pet
    find(filter: Filter, pick: Pick, any: JSON, ratio: Float, flag: Boolean): [Dog!]!
  }
  type Subscription { a: Int b: Int }
)";

// Each error as "message (line:column)", joined by newlines.
std::string errors_of(std::string query, std::string_view rule = {}) {
  static const auto schema = Schema::create(std::string(kSchema)).value();
  const auto document = parse_document(std::move(query)).value();
  std::string text;
  for (const Diagnostic& error :
       rule.empty() ? validate(*schema, *document) : validate_rule(*schema, *document, rule)) {
    if (!text.empty()) text += '\n';
    text += error.message;
    for (const Location at : error.locations) text += fmt::format(" ({}:{})", at.line, at.column);
  }
  return text;
}

struct Case {
  const char* query;
  const char* errors;
};

class Validation : public testing::TestWithParam<Case> {};

TEST_P(Validation, ReportsExactly) { EXPECT_EQ(errors_of(GetParam().query), GetParam().errors); }

INSTANTIATE_TEST_SUITE_P(
    Valid, Validation,
    testing::Values(
        Case{"{dog{name friend{...F}}} fragment F on Dog {nickname ... on Pet {name}}", ""},
        Case{"query Q($f: Filter = {color: RED}, $n: Int = 1) {find(filter: $f){barks(times: $n)}}",
             ""},
        Case{"{find(any: {a: [1, 2.5, {b: $c}]}){name}} query A{__typename}",
             "This anonymous operation must be the only defined operation. (1:1)\n"
             "Variable \"$c\" is not defined. (1:29) (1:1)"},
        Case{"{find(filter: {tags: \"one\"}, ratio: 1, pick: {id: 7}) {name}}", ""},
        Case{"{__schema{types{name}} __type(name: \"Dog\"){kind} __typename}", ""},
        Case{"{pet{... on Dog{x: nickname} ... on Cat{x: name}}}", ""}));

INSTANTIATE_TEST_SUITE_P(
    Names, Validation,
    testing::Values(
        Case{"{dgo{name}}",
             "Cannot query field \"dgo\" on type \"Query\". Did you mean \"dog\"? (1:2)"},
        Case{"{pet{nickname}}",
             "Cannot query field \"nickname\" on type \"Pet\". Did you mean to use an inline "
             "fragment on \"Dog\"? (1:6)"},
        Case{"{dog(nope: 1){name}}", "Unknown argument \"nope\" on field \"Query.dog\". (1:6)"},
        Case{"{dog{...F}}", "Unknown fragment \"F\". (1:9)"},
        Case{"{pet{... on Dgo{name}}}", "Unknown type \"Dgo\". Did you mean \"Dog\"? (1:13)"},
        Case{"{dog{name @nope}}", "Unknown directive \"@nope\". (1:11)"},
        Case{"query @skip(if: true) {dog{name}}",
             "Directive \"@skip\" may not be used on QUERY. (1:7)"},
        Case{"{dog{name @skip(if: true) @skip(if: true)}}",
             "The directive \"@skip\" can only be used once at this location. (1:11) (1:27)"},
        Case{"query A{cat{name}} query A{cat{name}}",
             "There can be only one operation named \"A\". (1:7) (1:26)"},
        Case{"{cat{...F}} fragment F on Cat{name} fragment F on Cat{name}",
             "There can be only one fragment named \"F\". (1:22) (1:46)"},
        Case{"{dog{barks(times: 1, times: 2)}}",
             "There can be only one argument named \"times\". (1:12) (1:22)"},
        Case{"query($a: Int, $a: Int){dog{barks(times: $a)}}",
             "There can be only one variable named \"$a\". (1:8) (1:17)\n"
             "Variable \"$a\" of type \"Int\" used in position expecting type \"Int!\". (1:16) "
             "(1:42)"}));

INSTANTIATE_TEST_SUITE_P(
    Shapes, Validation,
    testing::Values(
        Case{
            "{dog}",
            "Field \"dog\" of type \"Dog!\" must have a selection of subfields. Did you mean \"dog "
            "{ ... }\"? (1:2)"},
        Case{"{dog{name{x}}}",
             "Field \"name\" must not have a selection since type \"String\" has no subfields. "
             "(1:10)"},
        Case{"{dog{... on Cat{name}}}",
             "Fragment cannot be spread here as objects of type \"Dog\" can never be of type "
             "\"Cat\". (1:6)"},
        Case{"{dog{...F}} fragment F on Color{x}",
             "Fragment \"F\" cannot condition on non composite type \"Color\". (1:27)"},
        Case{"{dog{...A}} fragment A on Dog{...B} fragment B on Dog{...A}",
             "Cannot spread fragment \"A\" within itself via \"B\". (1:31) (1:55)"},
        Case{"{cat{name}} fragment F on Cat{name}", "Fragment \"F\" is never used. (1:13)"},
        Case{"type A {a: Int} {cat{name}}", "The \"A\" definition is not executable. (1:1)"},
        Case{"subscription {a b}",
             "Anonymous Subscription must select only one top level field. "
             "(1:17)"},
        Case{"{__schema{types{fields{type{fields{type{fields{name}}}}}}}}",
             "Maximum introspection depth exceeded (1:2)"}));

INSTANTIATE_TEST_SUITE_P(
    Values, Validation,
    testing::Values(
        Case{"{dog{barks}}",
             "Field \"barks\" argument \"times\" of type \"Int!\" is required, but it was not "
             "provided. (1:6)"},
        Case{"{dog{barks(times: null)}}", "Expected value of type \"Int!\", found null. (1:19)"},
        Case{"{dog{barks(times: 3000000000)}}",
             "Int cannot represent non 32-bit signed integer value: 3000000000 (1:19)"},
        Case{"{dog{barks(times: -2147483648)}}", ""},
        Case{"{dog{barks(times: 1.5)}}", "Int cannot represent non-integer value: 1.5 (1:19)"},
        Case{"{find(flag: 1){name}}", "Boolean cannot represent a non boolean value: 1 (1:13)"},
        Case{"{find(ratio: \"1\"){name}}",
             "Float cannot represent non numeric value: \"1\" (1:14)"},
        Case{
            "{find(filter: {color: REDD}){name}}",
            "Value \"REDD\" does not exist in \"Color\" enum. Did you mean the enum value \"RED\"? "
            "(1:23)"},
        Case{"{find(filter: {limits: 1}){name}}",
             "Field \"limits\" is not defined by type \"Filter\". Did you mean \"limit\"? (1:16)"},
        Case{"{find(filter: {limit: 1, limit: 2}){name}}",
             "There can be only one input field named \"limit\". (1:16) (1:26)"},
        Case{"{find(filter: [1]){name}}", "Expected value of type \"Filter\", found [1]. (1:15)"},
        Case{"{find(pick: {}){name}}",
             "OneOf Input Object \"Pick\" must specify exactly one key. (1:13)"}));

INSTANTIATE_TEST_SUITE_P(
    Variables, Validation,
    testing::Values(
        Case{"query Q($a: Dog){cat{name}}",
             "Variable \"$a\" cannot be non-input type \"Dog\". (1:13)\n"
             "Variable \"$a\" is never used in operation \"Q\". (1:9)"},
        Case{"query Q{dog{...F}} fragment F on Dog{barks(times: $n)}",
             "Variable \"$n\" is not defined by operation \"Q\". (1:51) (1:1)"},
        Case{"query($n: [Int]){dog{barks(times: $n)}}",
             "Variable \"$n\" of type \"[Int]\" used in position expecting type \"Int!\". (1:7) "
             "(1:35)"},
        Case{
            "query($n: ID){find(pick: {id: $n}){name}}",
            "Variable \"$n\" is of type \"ID\" but must be non-nullable to be used for OneOf Input "
            "Object \"Pick\". (1:7) (1:31)"}));

INSTANTIATE_TEST_SUITE_P(
    Overlaps, Validation,
    testing::Values(
        Case{"{dog{x: name x: nickname}}",
             "Fields \"x\" conflict because \"name\" and \"nickname\" are different fields. Use "
             "different aliases on the fields to fetch both if this was intentional. (1:6) (1:14)"},
        Case{"{dog{barks(times: 1) barks(times: 2)}}",
             "Fields \"barks\" conflict because they have differing arguments. Use different "
             "aliases on the fields to fetch both if this was intentional. (1:6) (1:22)"},
        Case{
            "{dog{friend{x: name}} ...F} fragment F on Query{dog{friend{x: nickname}}}",
            "Fields \"dog\" conflict because subfields \"friend\" conflict because subfields \"x\" "
            "conflict because \"name\" and \"nickname\" are different fields. Use different "
            "aliases on the fields to fetch both if this was intentional. (1:2) (1:6) (1:13) "
            "(1:49) (1:53) (1:60)"},
        Case{"{pet{... on Dog{x: name} ... on Cat{x: meows}}}",
             "Fields \"x\" conflict because they return conflicting types \"String\" and \"Int\". "
             "Use different aliases on the fields to fetch both if this was intentional. (1:17) "
             "(1:37)"}));

INSTANTIATE_TEST_SUITE_P(
    Merges, Validation,
    testing::Values(
        Case{"{dog{barks(times: 1) barks(times: 1) ...F}} fragment F on Dog{barks(times: 1)}", ""},
        Case{"{pet{... on Dog{x: barks(times: 1)} ... on Cat{x: meows}}}",
             "Fields \"x\" conflict because they return conflicting types \"Boolean\" and \"Int\". "
             "Use different aliases on the fields to fetch both if this was intentional. (1:17) "
             "(1:48)"},
        // What only objects of different types have may differ; what is below it must not in shape.
        Case{"{pet{... on Dog{x: friend{y: name}} ... on Cat{x: friend{y: name z: meows}}}}", ""},
        Case{"{pet{... on Dog{x: friend{y: nickname}} ... on Cat{x: friend{y: name}}}}", ""},
        Case{"{pet{... on Dog{x: friend{y: nickname}} ... on Cat{x: friend{y: meows}}}}",
             "Fields \"x\" conflict because subfields \"y\" conflict because they return "
             "conflicting "
             "types \"String\" and \"Int\". Use different aliases on the fields to fetch both if "
             "this was intentional. (1:17) (1:27) (1:52) (1:62)"},
        // What an interface has meets what each object has.
        Case{"{pet{x: name ... on Dog{x: nickname} ... on Cat{x: name}}}",
             "Fields \"x\" conflict because \"name\" and \"nickname\" are different fields. Use "
             "different aliases on the fields to fetch both if this was intentional. (1:6) (1:25)"},
        // A field that comes several times conflicts each time.
        Case{
            "{cat{x: name x: name x: meows}}",
            "Fields \"x\" conflict because \"name\" and \"meows\" are different fields. Use "
            "different aliases on the fields to fetch both if this was intentional. (1:6) (1:22)\n"
            "Fields \"x\" conflict because \"name\" and \"meows\" are different fields. Use "
            "different aliases on the fields to fetch both if this was intentional. (1:14) (1:22)"},
        // The order of arguments and of keys in them means nothing.
        Case{"{find(ratio: 1, filter: {limit: 1, color: RED}){name} "
             "find(filter: {color: RED, limit: 1}, ratio: 1){name}}",
             ""},
        Case{
            "{x: find(any: \"a\"){name} x: find(any: \"\"\"a\"\"\"){name}}",
            "Fields \"x\" conflict because they have differing arguments. Use different aliases on "
            "the fields to fetch both if this was intentional. (1:2) (1:26)"},
        Case{"{dog{...A}} fragment A on Dog{...B x: name} fragment B on Dog{...A x: nickname}",
             "Cannot spread fragment \"A\" within itself via \"B\". (1:31) (1:63)\n"
             "Fields \"x\" conflict because \"name\" and \"nickname\" are different fields. Use "
             "different aliases on the fields to fetch both if this was intentional. (1:36) "
             "(1:68)\n"
             "Fields \"x\" conflict because \"nickname\" and \"name\" are different fields. Use "
             "different aliases on the fields to fetch both if this was intentional. (1:68) "
             "(1:36)"}));

// A conflict at the end of two long ways through fragments, which need no stack to be followed.
TEST(ValidationCost, DoesNotGrowWithTheDepthOfFragments) {
  std::string chain = "{dog{...A0 ...B0}}";
  std::string nested = chain;
  constexpr int kLength = 20'000;
  for (int i = 0; i < kLength; ++i) {
    for (const char name : {'A', 'B'}) {
      chain += fmt::format(" fragment {0}{1} on Dog{{...{0}{2}}}", name, i, i + 1);
      nested += fmt::format(" fragment {0}{1} on Dog{{friend{{...{0}{2}}}}}", name, i, i + 1);
    }
  }
  const std::string ends =
      fmt::format(" fragment A{0} on Dog{{x: name}} fragment B{0} on Dog{{x: nickname}}", kLength);
  EXPECT_TRUE(errors_of(chain + ends).starts_with("Fields \"x\" conflict because \"name\" and"));
  EXPECT_TRUE(errors_of(nested + ends).starts_with("Fields \"x\" conflict because \"name\" and"));
}

TEST(ValidationCost, IsThatOfTheDocumentWhenTheSameSetsMeetAgain) {
  std::string nested = "{dog{...F0}}";
  for (int i = 0; i < 300; ++i) {
    nested += fmt::format(" fragment F{0} on Dog{{friend{{...F{1} x{0}: name}} friend{{...F{1}}}}}",
                          i, i + 1);
  }
  EXPECT_EQ(errors_of(nested + " fragment F300 on Dog{name}"), "");
  std::string wide = "{";
  for (int i = 0; i < 3000; ++i) wide += fmt::format("dog{{x{}: name}}", i);
  EXPECT_EQ(errors_of(wide + "}"), "");
}

// Whether a field of the n-th level is in a merged set depends on the way there, so that there are
// 2^20 such sets.
TEST(ValidationCost, IsBoundedWhereManySetsMeet) {
  constexpr int kStates = 20;
  constexpr int kLevels = 40;
  std::string query = "{dog{...S0x0}}";
  for (int level = 0; level < kLevels; ++level) {
    query += fmt::format(
        " fragment S{0}x0 on Dog{{a: friend{{...S{1}x0 ...S{1}x1}} b: friend{{...S{1}x0}}}}", level,
        level + 1);
    for (int state = 1; state <= kStates; ++state) {
      query += fmt::format(
          " fragment S{0}x{1} on Dog{{a: friend{{...S{2}x{3}}} b: friend{{...S{2}x{3}}}}}", level,
          state, level + 1, std::min(state + 1, kStates));
    }
  }
  for (int state = 0; state <= kStates; ++state) {
    query += fmt::format(" fragment S{}x{} on Dog{{name}}", kLevels, state);
  }
  EXPECT_EQ(errors_of(query, "OverlappingFieldsCanBeMerged"),
            "The document has more than 5000000 selections, its fragments expanded: too many to "
            "tell whether they can be merged.");
}

TEST(ValidationCost, IsBoundedForManyDifferentFields) {
  std::string query = "{dog{x: name x: nickname} ";
  for (int i = 0; i < 2000; ++i) query += fmt::format("dog{{x{}: name}}", i);
  EXPECT_NE(errors_of(query + "}"), "");
  query = "{dog{";
  for (int i = 0; i < 3000; ++i) query += "x: name ";
  EXPECT_NE(errors_of(query + "x: nickname}}"), "");
}

// The definitions of types in a request are refused, and what is wrong with them is said.
TEST(ValidationErrors, AreThoseOfTypeDefinitionsToo) {
  EXPECT_EQ(errors_of("{cat{name}} type A @nope {a: Nope @skip b: Int}"),
            "The \"A\" definition is not executable. (1:13)\n"
            "Unknown type \"Nope\". (1:30)\n"
            "Unknown directive \"@nope\". (1:20)\n"
            "Directive \"@skip\" may not be used on FIELD_DEFINITION. (1:35)\n"
            "Directive \"@skip\" argument \"if\" of type \"Boolean!\" is required, but it was not "
            "provided. (1:35)");
}

TEST(ValidationErrors, AreThoseOfOneRuleWhenAsked) {
  const auto schema = Schema::create(std::string(kSchema)).value();
  const auto document = parse_document("{dog nope}").value();
  EXPECT_EQ(validate_rule(*schema, *document, "ScalarLeafsRule").size(), 1u);
  EXPECT_EQ(validate_rule(*schema, *document, "FieldsOnCorrectType").size(), 1u);
  EXPECT_TRUE(validate_rule(*schema, *document, "KnownTypeNames").empty());
  EXPECT_TRUE(is_rule("KnownTypeNames"));
  EXPECT_FALSE(is_rule("Nope"));
}

TEST(ValidationErrors, StopAtAHundred) {
  std::string query = "{";
  for (int i = 0; i < 200; ++i) query += fmt::format("nope{} ", i);
  const std::string errors = errors_of(query + "}");
  EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 100);
  EXPECT_TRUE(errors.ends_with("error limit reached. Validation aborted."));
}

}  // namespace
}  // namespace modus::graphql
