// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/tool_words.h"

#include <gtest/gtest.h>

#include "runtime/models/formats/testing.h"

namespace modus::models::local {
namespace {

std::string told(std::string_view messages) {
  return changed(fmt::format(R"({{"messages":[{}]}})", messages), put_tools_in_words);
}

constexpr std::string_view kUser = R"({"role":"user","content":"How much?"})";
constexpr std::string_view kCalls =
    R"({"role":"assistant","content":null,"tool_calls":[)"
    R"({"id":"a","type":"function","function":{"name":"price","arguments":"{\"what\":\"tea\"}"}},)"
    R"({"id":"b","type":"function","function":{"name":"tax","arguments":"{}"}}]})";

TEST(ToolWordsTest, TellsCallsAndResultsAsTurns) {
  EXPECT_EQ(
      told(fmt::format(R"({},{},{{"role":"tool","tool_call_id":"b","content":"0.1"}},)"
                       R"({{"role":"tool","tool_call_id":"a","content":[{{"type":"text",)"
                       R"("text":"2"}}]}})",
                       kUser, kCalls)),
      fmt::format(R"({{"messages":[{},{{"role":"assistant","content":"I call the function )"
                  R"(price with {{\"what\":\"tea\"}}.\nI call the function tax with {{}}."}},)"
                  R"({{"role":"user","content":"The function tax gives: 0.1\n\nThe function )"
                  R"(price gives: 2"}}]}})",
                  kUser));
}

TEST(ToolWordsTest, LetsUsersAndModelsTakeTurns) {
  const std::string text =
      told(fmt::format(R"({},{{"role":"tool","tool_call_id":"?","content":"1"}},{},)"
                       R"({{"role":"assistant","content":"Two."}},{})",
                       kCalls, kUser, kUser));
  EXPECT_TRUE(text.ends_with(
      fmt::format(R"({{"role":"user","content":"The function  gives: 1\n\nHow much?"}},)"
                  R"({{"role":"assistant","content":"Two."}},{}]}})",
                  kUser)))
      << text;
}

TEST(ToolWordsTest, LeavesOtherMessagesAsTheyAre) {
  const std::string other = fmt::format(
      R"({{"role":"system","content":"Be kind."}},{},{},{{"role":"assistant","content":"a",)"
      R"("tool_calls":[]}},null,7)",
      kUser, kUser);
  EXPECT_EQ(told(other), fmt::format(R"({{"messages":[{}]}})", other));
}

}  // namespace
}  // namespace modus::models::local
