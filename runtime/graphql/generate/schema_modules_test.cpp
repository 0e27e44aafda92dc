// SPDX-License-Identifier: Apache-2.0
// The schema of several modules.
#include <gtest/gtest.h>

#include "runtime/graphql/generate/schema_document.h"

namespace modus::graphql {
namespace {

using types::Kind;
using types::Signature;
using types::Type;

/// A module under construction.
class Module {
 public:
  explicit Module(std::string name, std::string prefix = "")
      : name_(std::move(name)), prefix_(std::move(prefix)) {}

  Module& type(std::string name, std::vector<std::pair<std::string, std::string>> fields,
               std::vector<std::string> docs = {}) {
    Type record{.kind = fields.empty() ? Kind::kOpaque : Kind::kRecord,
                .name = name_ + "/" + name,
                .short_name = std::move(name),
                .docs = std::move(docs)};
    for (auto& [field, of] : fields) record.fields.push_back({field, find(of), {}});
    types_.add(std::move(record));
    return *this;
  }
  Module& function(std::string name, std::string parameter, std::vector<std::string> results) {
    Signature signature{.name = std::move(name)};
    if (!parameter.empty()) signature.parameters.push_back({"x", find(parameter), std::nullopt});
    for (const std::string& result : results) signature.results.push_back({"", find(result)});
    functions_.push_back(std::move(signature));
    return *this;
  }
  Module& docs(std::string line) {
    functions_.back().docs.push_back(std::move(line));
    return *this;
  }

  SchemaModule shown() const {
    return {.name = name_, .prefix = prefix_, .exports = functions_, .types = &types_};
  }

 private:
  const Type* find(const std::string& name) {
    if (name.ends_with("[]")) {
      const Type* element = find(name.substr(0, name.size() - 2));
      return &types_.add({.kind = Kind::kList, .name = "?", .element = element});
    }
    if (const Type* known = types_.find(name_ + "/" + name)) return known;
    if (const Type* known = types_.find(name)) return known;
    return &types_.add({.kind = name == "i32" ? Kind::kInt32 : Kind::kString, .name = name});
  }

  const std::string name_;
  const std::string prefix_;
  types::TypeTable types_;
  std::vector<Signature> functions_;
};

/// The document before its tail, or the error.
std::string schema_of(const Module& a, const Module& b) {
  const SchemaModule modules[] = {a.shown(), b.shown()};
  const auto document = generate_schema(modules);
  if (!document) return document.error().describe();
  return document->text.substr(0, document->text.find("\nscalar JSON"));
}

constexpr std::string_view kHead = "# Modus GraphQL Schema (auto-generated)\n";

TEST(SchemaOfModules, HoldsTheFunctionsOfAll) {
  Module catalog("catalog");
  Module ranking("ranking");
  catalog.function("findProduct", "i32", {"string"});
  ranking.function("addScore", "", {"i32"}).function("_private", "", {"i32"});
  EXPECT_EQ(schema_of(catalog, ranking), std::string(kHead) + R"(
type Query {
  findProduct(x: Int!): String!
}

type Mutation {
  addScore: Int!
}
)");
  const SchemaModule modules[] = {catalog.shown(), ranking.shown()};
  const auto document = generate_schema(modules);
  ASSERT_TRUE(document);
  ASSERT_EQ(document->fields.shown.size(), 2u);
  EXPECT_EQ(document->fields.shown[1].module, 1u);
  EXPECT_EQ(document->fields.shown[1].function, 0u);
  ASSERT_EQ(document->fields.hidden.size(), 1u);
  EXPECT_EQ(document->fields.hidden[0].module, 1u);
  EXPECT_EQ(document->fields.hidden[0].function, 1u);
}

TEST(SchemaOfModules, SharesTypesThatAreAlike) {
  Module catalog("catalog");
  Module ranking("ranking");
  for (Module* module : {&catalog, &ranking}) {
    const bool first = module == &catalog;
    module->type("Tag", {{"text", "string"}})
        .type("Item", {{"id", "i32"}, {"tags", "Tag[]"}},
              first ? std::vector<std::string>() : std::vector<std::string>{"Is sold."})
        .type("Secret", {})
        .function(first ? "item" : "best", "Item", {"Item"})
        .function(first ? "one" : "two", "", {"i32", "string"});
  }
  EXPECT_EQ(schema_of(catalog, ranking), std::string(kHead) + R"(
type Query {
  best(x: ItemInput!): Item!
  item(x: ItemInput!): Item!
  one: _type1
  two: _type1
}

scalar Secret

"""
Is sold.
"""
input ItemInput {
  id: Int!
  tags: [TagInput!]!
}

input TagInput {
  text: String!
}

type _type1 {
  item1: Int!
  item2: String!
}

"""
Is sold.
"""
type Item {
  id: Int!
  tags: [Tag!]!
}

type Tag {
  text: String!
}
)");
}

TEST(SchemaOfModules, NumbersObjectsOfResultsOverAllModules) {
  Module a("a");
  Module b("b");
  a.function("one", "", {"i32", "i32"});
  b.function("two", "", {"string", "i32"});
  const std::string schema = schema_of(a, b);
  EXPECT_NE(schema.find("one: _type1"), schema.npos) << schema;
  EXPECT_NE(schema.find("two: _type2"), schema.npos) << schema;
}

TEST(SchemaOfModules, PutsThePrefixBeforeFieldsAndTypes) {
  Module catalog("catalog");
  Module ranking("ranking", "ranking");
  catalog.type("Item", {{"id", "i32"}}).function("getItem", "i32", {"Item"});
  ranking.type("Item", {{"id", "string"}, {"secret", "string"}})
      .type("Opaque", {})
      .function("getItem", "Item", {"Item"})
      .function("addItem", "Opaque", {"i32"})
      .docs("@name add");
  EXPECT_EQ(schema_of(catalog, ranking), std::string(kHead) + R"(
type Query {
  item(x: Int!): Item!
  rankingItem(x: RankingItemInput!): RankingItem!
}

type Mutation {
  rankingAdd(x: RankingOpaque!): Int!
}

scalar RankingOpaque

input RankingItemInput {
  id: String!
  secret: String!
}

type Item {
  id: Int!
}

type RankingItem {
  id: String!
  secret: String!
}
)");
}

TEST(SchemaOfModules, SaysWhichFunctionsClash) {
  Module catalog("catalog");
  Module ranking("ranking");
  catalog.function("getItem", "", {"i32"});
  ranking.function("item", "", {"i32"});
  EXPECT_EQ(schema_of(catalog, ranking),
            R"(the function "getItem" of the module "catalog" and "item" of "ranking" would both )"
            R"(be the GraphQL field "item"; give one of the modules a "prefix" in modus.json, or )"
            "name the field of one with @name");
  Module prefixed("ranking", "catalog");
  Module plain("catalog");
  plain.function("catalogItem", "", {"i32"});
  prefixed.function("item", "", {"i32"});
  EXPECT_EQ(schema_of(plain, prefixed),
            R"(the function "catalogItem" of the module "catalog" and "item" of "ranking" would )"
            R"(both be the GraphQL field "catalogItem"; give one of the modules another "prefix" )"
            "in modus.json, or name the field of one with @name");
}

TEST(SchemaOfModules, SaysInWhichModuleAFunctionIsWrong) {
  Module catalog("catalog");
  Module ranking("ranking");
  ranking.function("score", "", {"i32"}).docs("@name 1");
  const std::string error = schema_of(catalog, ranking);
  EXPECT_TRUE(error.starts_with(R"(module ranking: the function "score" is marked "@name 1")"))
      << error;
}

std::string clash(std::vector<std::pair<std::string, std::string>> a,
                  std::vector<std::pair<std::string, std::string>> b) {
  Module catalog("catalog");
  Module ranking("ranking");
  catalog.type("Item", std::move(a)).function("one", "", {"Item"});
  ranking.type("Item", std::move(b)).function("two", "", {"Item"});
  const std::string error = schema_of(catalog, ranking);
  constexpr std::string_view kStart =
      R"(the modules "catalog" and "ranking" both have a GraphQL type "Item", but )";
  constexpr std::string_view kEnd =
      R"(; make them alike, or give one of the modules a "prefix" in modus.json)";
  EXPECT_TRUE(error.starts_with(kStart)) << error;
  EXPECT_TRUE(error.ends_with(kEnd)) << error;
  return error.substr(kStart.size(), error.size() - kStart.size() - kEnd.size());
}

TEST(SchemaOfModules, SaysHowTypesDiffer) {
  EXPECT_EQ(clash({{"id", "i32"}, {"name", "string"}}, {{"id", "i32"}}),
            R"(only that of "catalog" has a field "name")");
  EXPECT_EQ(clash({{"id", "i32"}}, {{"id", "i32"}, {"name", "string"}}),
            R"(only that of "ranking" has a field "name")");
  EXPECT_EQ(clash({{"id", "i32"}}, {{"id", "string"}}),
            R"(the field "id" is Int! in "catalog" and String! in "ranking")");
  EXPECT_EQ(
      clash({{"id", "i32"}, {"name", "string"}}, {{"name", "string"}, {"id", "i32"}}),
      R"(its fields have another order in "catalog" (id, name) than in "ranking" (name, id))");
  EXPECT_EQ(clash({{"id", "i32"}}, {}),
            R"(it is an object type in "catalog" and a scalar in "ranking")");
}

}  // namespace
}  // namespace modus::graphql
