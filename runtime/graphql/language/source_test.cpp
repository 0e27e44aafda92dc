// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/language/source.h"

#include <gtest/gtest.h>

namespace modus::graphql {
namespace {

std::string place(std::string_view source, std::size_t offset) {
  const Location at = locate(source, offset);
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

TEST(Source, CountsLinesOfEveryKindOfEnd) {
  const std::string_view source = "a\nb\r\nc\rd\n\ne";
  EXPECT_EQ(place(source, 0), "1:1");
  EXPECT_EQ(place(source, 2), "2:1");
  EXPECT_EQ(place(source, 5), "3:1");
  EXPECT_EQ(place(source, 7), "4:1");
  EXPECT_EQ(place(source, 10), "6:1");
  EXPECT_EQ(place(source, 100), "6:2");
}

TEST(Source, CountsColumnsInUtf16) {
  EXPECT_EQ(place("é€😀x", 0), "1:1");
  EXPECT_EQ(place("é€😀x", 2), "1:2");
  EXPECT_EQ(place("é€😀x", 5), "1:3");
  EXPECT_EQ(place("é€😀x", 9), "1:5");
  EXPECT_EQ(utf16_length("é€😀x"), 5u);
}

TEST(Source, LocatesManyPlacesInTheirOrder) {
  const Offset offsets[] = {4, 0, 2, 4};
  std::string places;
  for (const Location& at : locate_all("a\nb\nc", offsets)) {
    places += std::to_string(at.line) + ":" + std::to_string(at.column) + " ";
  }
  EXPECT_EQ(places, "3:1 1:1 2:1 3:1 ");
}

}  // namespace
}  // namespace modus::graphql
