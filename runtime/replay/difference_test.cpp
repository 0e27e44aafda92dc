// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/difference.h"

#include <gtest/gtest.h>

namespace modus::replay {
namespace {

using Differences = std::vector<Difference>;

TEST(Difference, NamesThePlaceAndBothValues) {
  EXPECT_EQ(differences(R"({"a":[1,{"b":2}],"c":3})", R"({"c":3,"a":[1,{"b":4}]})"),
            Differences({{"/a/1/b", "2", "4"}}));
  EXPECT_EQ(differences(R"([1])", R"([1,{"x":null}])"), Differences({{"/1", "", R"({"x":null})"}}));
  EXPECT_EQ(differences(R"({"a/b":1,"~":2})", R"({"~":3})"),
            Differences({{"/a~1b", "1", ""}, {"/~0", "2", "3"}}));
  EXPECT_EQ(differences("1", "\"1\""), Differences({{"", "1", "\"1\""}}));
  EXPECT_EQ(differences("{}", "{ }"), Differences());
}

TEST(Difference, GoesOnIntoDocumentsWithinStrings) {
  EXPECT_EQ(
      differences(R"(["llm","{\"m\":[{\"t\":\"a\"}]}"])", R"(["llm","{\"m\":[{\"t\":\"b\"}]}"])"),
      Differences({{"/1/m/0/t", "\"a\"", "\"b\""}}));
  EXPECT_EQ(differences(R"(["{\"m\": 1}"])", R"(["{\"m\":1}"])"), Differences());
}

TEST(Difference, TakesTextThatIsNoJsonAsAString) {
  EXPECT_EQ(differences("one text", "another"), Differences({{"", "\"one text\"", "\"another\""}}));
  EXPECT_EQ(differences("text", "text"), Differences());
}

}  // namespace
}  // namespace modus::replay
