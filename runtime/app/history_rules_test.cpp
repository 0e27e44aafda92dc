// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/history_rules.h"

#include <gtest/gtest.h>

#include "runtime/app/manifest.h"

namespace modus::app {
namespace {

std::string redacted(std::string_view text, std::string_view pointer) {
  auto document = json::parse(text).value();
  redact_at(document, pointer);
  return json::to_text(document);
}

TEST(HistoryRules, RedactWhatThePointerLeadsTo) {
  constexpr std::string_view kChat =
      R"({"messages":[{"role":"user","content":"a"},{"content":[1]}]})";
  EXPECT_EQ(redacted(kChat, "/messages/*/content"),
            R"({"messages":[{"role":"user","content":"[redacted]"},{"content":"[redacted]"}]})");
  EXPECT_EQ(redacted(kChat, "/messages/1"),
            R"({"messages":[{"role":"user","content":"a"},"[redacted]"]})");
  EXPECT_EQ(redacted(kChat, "/*"), R"({"messages":"[redacted]"})");
  for (const char* nowhere : {"/messages/2", "/messages/x", "/messages/-1/content", "/text", "/"})
    EXPECT_EQ(redacted(kChat, nowhere), kChat) << nowhere;
  EXPECT_EQ(redacted(R"({"a/b":{"~":1}})", "/a~1b/~0"), R"({"a/b":{"~":"[redacted]"}})");
  EXPECT_EQ(redacted("3", "/a"), "3");
}

TEST(HistoryRules, AreReadForTheAppAndForAModel) {
  const auto manifest = Manifest::parse(R"({
    "history": {"redact": ["/messages/*/content"], "executions": false},
    "models": {"llm": {"connection": "local", "sourceModel": "x", "history": {"off": true}},
               "other": {"connection": "local", "sourceModel": "y"}}})");
  ASSERT_TRUE(manifest) << manifest.error().describe();
  EXPECT_EQ(manifest->history,
            (HistoryRules{.without_executions = true, .redact = {"/messages/*/content"}}));
  EXPECT_TRUE(manifest->find_model("llm")->history.off);
  EXPECT_EQ(manifest->find_model("other")->history, HistoryRules());
}

TEST(HistoryRules, SayWhatIsWrong) {
  EXPECT_EQ(Manifest::parse(R"({"history": {"redact": ["content"]}})").error().describe(),
            R"(modus.json: history.redact holds "content"; a place is written like )"
            R"("/messages/*/content")");
  EXPECT_EQ(Manifest::parse(R"({"history": {"off": 1}})").error().describe(),
            "modus.json: history.off must be true or false");
}

}  // namespace
}  // namespace modus::app
