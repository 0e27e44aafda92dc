// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/language/name_table.h"

#include <string>

#include <gtest/gtest.h>

namespace modus::graphql {
namespace {

TEST(NameTable, NumbersNamesInTheirOrder) {
  NameTable table;
  EXPECT_EQ(table.find("a"), NameTable::kNone);
  EXPECT_EQ(table.add("a").number, 0u);
  EXPECT_EQ(table.add("b").number, 1u);
  EXPECT_TRUE(table.add("").is_new);
  const NameTable::Entry again = table.add("a");
  EXPECT_EQ(again.number, 0u);
  EXPECT_FALSE(again.is_new);
  EXPECT_EQ(table.find("b"), 1u);
  EXPECT_EQ(table.find("c"), NameTable::kNone);
  EXPECT_EQ(table.size(), 3u);
}

TEST(NameTable, TellsNamesOfAnyLengthApart) {
  std::vector<std::string> names;
  for (std::size_t length = 1; length < 40; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      names.emplace_back(length, 'x')[at] = 'y';
    }
  }
  NameTable table;
  for (const std::string& name : names) EXPECT_TRUE(table.add(name).is_new) << name;
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(table.find(names[i]), i);
}

}  // namespace
}  // namespace modus::graphql
