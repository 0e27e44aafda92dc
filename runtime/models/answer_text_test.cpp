// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/answer_text.h"

#include <gtest/gtest.h>

namespace modus::models {
namespace {

TEST(AnswerText, IsReadByTheFormatOfTheModel) {
  const auto manifest = app::Manifest::parse(R"({
    "models": {
      "home": {"connection": "local", "sourceModel": "x"},
      "claude": {"connection": "base", "path": "v1/messages"},
      "whole": {"connection": "whole"},
      "route": {"route": {"claude": 1}},
      "strange": {"connection": "base", "path": "somewhere"}},
    "connections": {
      "base": {"type": "http", "baseUrl": "https://a.example/"},
      "whole": {"type": "http", "endpoint": "https://a.example/v1/chat/completions"}}})");
  ASSERT_TRUE(manifest) << manifest.error().describe();
  const auto chat = json::parse(R"({"choices":[{"message":{"content":"Hello"}}]})").value();
  const auto message = json::parse(R"({"content":[{"type":"text","text":"Bonjour"}]})").value();
  EXPECT_EQ(answer_text(*manifest, "home", chat), "Hello");
  EXPECT_EQ(answer_text(*manifest, "whole", chat), "Hello");
  EXPECT_EQ(answer_text(*manifest, "claude", message), "Bonjour");
  EXPECT_EQ(answer_text(*manifest, "route", message), "Bonjour");
  EXPECT_EQ(answer_text(*manifest, "claude", chat), std::nullopt);
  EXPECT_EQ(answer_text(*manifest, "strange", chat), std::nullopt);
  EXPECT_EQ(answer_text(*manifest, "unknown", chat), std::nullopt);
  EXPECT_EQ(answer_text(*manifest, "home", json::Value("Hello")), std::nullopt);
}

}  // namespace
}  // namespace modus::models
