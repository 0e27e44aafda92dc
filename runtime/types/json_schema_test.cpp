// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/json_schema.h"

#include <gtest/gtest.h>

namespace modus::types {
namespace {

class JsonSchema : public testing::Test {
 protected:
  const Type& scalar(Kind kind) { return types_.add({.kind = kind, .name = "scalar"}); }
  const Type& of(Kind kind, const Type& element) {
    return types_.add({.kind = kind, .element = &element});
  }
  const Type& nullable(const Type& element) { return of(Kind::kNullable, element); }
  Type& record(std::string name, std::vector<Field> fields = {}) {
    return types_.add(
        {.kind = Kind::kRecord, .name = "x/" + name, .short_name = name, .fields = fields});
  }

  static std::string text(const Result<json::Value>& schema) {
    return schema ? json::to_text(*schema) : schema.error().message();
  }
  std::string schema(const Type& type) { return text(to_json_schema(type)); }

  TypeTable types_;
  const Type& string_ = scalar(Kind::kString);
  const Type& i32_ = scalar(Kind::kInt32);
};

TEST_F(JsonSchema, Scalars) {
  EXPECT_EQ(schema(scalar(Kind::kBoolean)), R"({"type":"boolean"})");
  EXPECT_EQ(schema(scalar(Kind::kInt8)), R"({"type":"integer","minimum":-128,"maximum":127})");
  EXPECT_EQ(schema(scalar(Kind::kUint32)),
            R"({"type":"integer","minimum":0,"maximum":4294967295})");
  EXPECT_EQ(schema(scalar(Kind::kInt64)), R"({"type":"integer"})");
  EXPECT_EQ(schema(scalar(Kind::kUint64)), R"({"type":"integer","minimum":0})");
  EXPECT_EQ(schema(scalar(Kind::kFloat32)), R"({"type":"number"})");
  EXPECT_EQ(schema(string_), R"({"type":"string"})");
  EXPECT_EQ(schema(scalar(Kind::kBytes)), R"({"type":"string","description":"Bytes as base64."})");
  EXPECT_EQ(schema(scalar(Kind::kTimestamp)), R"({"type":"string","format":"date-time"})");
}

TEST_F(JsonSchema, Containers) {
  EXPECT_EQ(schema(of(Kind::kList, string_)), R"({"type":"array","items":{"type":"string"}})");
  EXPECT_EQ(schema(nullable(string_)), R"({"anyOf":[{"type":"string"},{"type":"null"}]})");
  Type& slice = types_.add({.kind = Kind::kNullable, .element = &of(Kind::kList, string_)});
  slice.null_is_empty = true;
  EXPECT_EQ(schema(slice), R"({"type":"array","items":{"type":"string"}})");
  EXPECT_EQ(schema(types_.add({.kind = Kind::kArray, .element = &string_, .length = 3})),
            R"({"type":"array","items":{"type":"string"},"minItems":3,"maxItems":3})");
  EXPECT_EQ(
      schema(types_.add({.kind = Kind::kMap, .element = &scalar(Kind::kFloat64), .key = &string_})),
      R"({"type":"array","items":{"type":"object","properties":{"key":{"type":"string"},)"
      R"("value":{"type":"number"}},"required":["key","value"],)"
      R"("additionalProperties":false}})");
}

TEST_F(JsonSchema, RecordsWithWhatTheirAuthorsSay) {
  Type& place = record("Place", {{"city", &string_, {"Its name.", "@deprecated"}}});
  place.docs = {"A place.", "Anywhere."};
  EXPECT_EQ(schema(place),
            R"({"type":"object","properties":{"city":{"type":"string","description":"Its name."}},)"
            R"("required":["city"],"additionalProperties":false,)"
            R"("description":"A place.\nAnywhere."})");
}

TEST_F(JsonSchema, ARecordThatOccursTwiceIsDefinedOnce) {
  const Type& place = record("Place<i32>", {{"city", &string_, {}}});
  const Type& trip = record("Trip", {{"from", &place, {"Where it starts."}}, {"to", &place, {}}});
  EXPECT_EQ(schema(trip), R"({"type":"object","properties":{"from":{"$ref":"#/$defs/Place_i32_"},)"
                          R"("to":{"$ref":"#/$defs/Place_i32_"}},"required":["from","to"],)"
                          R"("additionalProperties":false,"$defs":{"Place_i32_":{"type":"object",)"
                          R"("properties":{"city":{"type":"string"}},"required":["city"],)"
                          R"("additionalProperties":false}}})");
}

TEST_F(JsonSchema, ARecordMayHoldItself) {
  Type& tree = record("Tree");
  tree.fields = {{"children", &of(Kind::kList, tree), {}}};
  const std::string body = R"("type":"object","properties":{"children":{"type":"array",)"
                           R"("items":{"$ref":"#/$defs/Tree"}}},"required":["children"],)"
                           R"("additionalProperties":false)";
  EXPECT_EQ(schema(tree), "{" + body + R"(,"$defs":{"Tree":{)" + body + "}}}");
}

TEST_F(JsonSchema, RecordsOfOneNameAreKeptApart) {
  const Type& first = record("A", {{"x", &i32_, {}}});
  const Type& second = record("A", {{"y", &string_, {}}});
  const Type& all =
      record("All", {{"a", &first, {}}, {"b", &second, {}}, {"c", &first, {}}, {"d", &second, {}}});
  const auto made = to_json_schema(all);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->at("$defs").as_object().size(), 2u);
  EXPECT_NE(made->at("properties").at("c"), made->at("properties").at("d"));
}

TEST_F(JsonSchema, WhatNobodyKnowsIsRefused) {
  const Type& opaque = types_.add({.kind = Kind::kOpaque, .name = "x/Any", .short_name = "Any"});
  EXPECT_EQ(schema(record("R", {{"a", &opaque, {}}})),
            "a model cannot be told what a Any looks like: nothing is known of its values");
}

TEST_F(JsonSchema, Arguments) {
  const Signature function{.name = "find",
                           .parameters = {{"orderId", &string_, std::nullopt},
                                          {"limit", &i32_, json::Value(10)},
                                          {"seed", &i32_, json::Value("")},
                                          {"note", &nullable(string_), std::nullopt}},
                           .docs = {"Finds orders.", "All of them.", "@param orderId - The number",
                                    "on the receipt.", "@param limit How many.", "@returns them"}};
  EXPECT_EQ(text(arguments_schema(function)),
            R"({"type":"object","properties":{"orderId":{"type":"string",)"
            R"("description":"The number\non the receipt."},)"
            R"("limit":{"type":"integer","minimum":-2147483648,"maximum":2147483647,)"
            R"("description":"How many.","default":10},)"
            R"("seed":{"type":"integer","minimum":-2147483648,"maximum":2147483647},)"
            R"("note":{"anyOf":[{"type":"string"},{"type":"null"}]}},)"
            R"("required":["orderId","note"],"additionalProperties":false})");
  EXPECT_EQ(description_of(function), "Finds orders.\nAll of them.");
}

}  // namespace
}  // namespace modus::types
