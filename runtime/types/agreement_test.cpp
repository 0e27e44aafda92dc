// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/agreement.h"

#include <gtest/gtest.h>

namespace modus::types {
namespace {

class AgreementTest : public testing::Test {
 protected:
  const Type& plain(Kind kind, std::string name) {
    return table_.add({.kind = kind, .name = std::move(name)});
  }
  const Type& of(Kind kind, const Type& element, std::string name) {
    return table_.add({.kind = kind, .name = std::move(name), .element = &element});
  }
  Type& record(std::string name, std::vector<Field> fields) {
    return table_.add(
        {.kind = Kind::kRecord, .name = std::move(name), .fields = std::move(fields)});
  }
  static Signature taking(const Type& type) { return {"f", {{"x", &type, {}}}, {}, {}}; }
  static Signature giving(std::vector<NamedResult> results) { return {"f", {}, results, {}}; }

  std::string difference(const Type& here, const Type& there) {
    const auto agrees = check_agreement(taking(here), taking(there));
    return agrees ? "" : agrees.error().message();
  }

  TypeTable table_;
  const Type& i32_ = plain(Kind::kInt32, "i32");
  const Type& int_ = plain(Kind::kInt32, "int");
  const Type& string_ = plain(Kind::kString, "string");
};

TEST_F(AgreementTest, IsOfStructuresAndNotOfNames) {
  EXPECT_EQ(difference(i32_, int_), "");
  EXPECT_EQ(difference(string_, int_), "parameter 'x' is int there, and string here");
  const Type& here = record("a.Item", {{"ID", &i32_, {}}, {"name", &string_, {}}});
  const Type& there = record("b.Thing", {{"name", &string_, {}}, {"id", &int_, {}}});
  EXPECT_EQ(difference(here, there), "");
  EXPECT_EQ(difference(here, record("c", {{"name", &string_, {}}})),
            "parameter 'x' has a field 'id' here, and none there");
  EXPECT_EQ(difference(record("d", {{"name", &i32_, {}}}), record("e", {{"name", &string_, {}}})),
            "field 'name' of parameter 'x' is string there, and i32 here");
}

TEST_F(AgreementTest, LeavesOutWhatALanguageDoesNotChoose) {
  const Type& list = of(Kind::kList, i32_, "Array<i32>");
  const Type& slice = of(Kind::kNullable, of(Kind::kList, int_, "[]int"), "[]int");
  EXPECT_EQ(difference(list, slice), "");
  EXPECT_EQ(difference(slice, list), "");
  EXPECT_EQ(difference(plain(Kind::kInt64, "i64"), plain(Kind::kDuration, "time.Duration")), "");
  EXPECT_EQ(difference(of(Kind::kNullable, string_, "*string"), string_),
            "parameter 'x' is string there, and *string here");
  EXPECT_EQ(difference(list, of(Kind::kList, string_, "Array<string>")),
            "an element of parameter 'x' is string there, and i32 here");
}

TEST_F(AgreementTest, WhatHasNoFieldsHasNoStructure) {
  EXPECT_EQ(difference(plain(Kind::kOpaque, "Empty"), record("shop.Empty", {})), "");
}

TEST_F(AgreementTest, TypesMayContainThemselves) {
  Type& here = record("a.Node", {});
  here.fields = {{"next", &of(Kind::kNullable, here, "a.Node?"), {}}};
  Type& there = record("b.Node", {});
  there.fields = {{"next", &of(Kind::kNullable, there, "b.Node?"), {}}};
  EXPECT_EQ(difference(here, there), "");
}

TEST_F(AgreementTest, SeveralResultsAreARecord) {
  const Type& pair = record("Pair", {{"item1", &i32_, {}}, {"rest", &string_, {}}});
  EXPECT_TRUE(check_agreement(giving({{"", &pair}}), giving({{"", &int_}, {"rest", &string_}})));
  EXPECT_TRUE(check_agreement(giving({}), giving({})));
  EXPECT_EQ(check_agreement(giving({}), giving({{"", &i32_}})).error().message(),
            "it has a result there, and none here");
  EXPECT_EQ(check_agreement(taking(i32_), giving({})).error().message(),
            "it takes 0 parameters there, and 1 here");
}

}  // namespace
}  // namespace modus::types
