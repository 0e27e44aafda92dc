// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/kept_answer.h"

#include <gtest/gtest.h>

namespace modus::models {
namespace {

TEST(KeptAnswer, IsReadByTheNameOfItsFormat) {
  const auto manifest = app::Manifest::parse(R"({
    "models": {
      "chat": {"connection": "a", "path": "v1/chat/completions"},
      "claude": {"connection": "a", "path": "v1/messages"},
      "own": {"connection": "a", "path": "say", "format": {
        "request": {"members": {"text": "/say"}}, "response": {"text": "/said"}}},
      "route": {"route": {"claude": 1}},
      "strange": {"connection": "a", "path": "somewhere"}},
    "connections": {"a": {"type": "http", "baseUrl": "https://a.example/"}}})");
  ASSERT_TRUE(manifest) << manifest.error().describe();
  const auto name_of = [&](std::string_view model) {
    return format_name(*manifest, *manifest->find_model(model));
  };
  EXPECT_EQ(name_of("chat"), "openai-chat");
  EXPECT_EQ(name_of("claude"), "anthropic-messages");
  EXPECT_EQ(name_of("own"), "openai-chat") << "for guests";
  EXPECT_EQ(name_of("route"), "anthropic-messages");
  EXPECT_EQ(name_of("strange"), "");

  store::Inference inference{
      .output = R"({"content":[{"type":"text","text":"Bonjour"}],"usage":{"input_tokens":3}})",
      .format = std::string(name_of("claude"))};
  read_answer(inference);
  EXPECT_EQ(inference.answer, "Bonjour");
  EXPECT_EQ(inference.error, "");
  EXPECT_EQ(inference.tokens_in, 3);
  EXPECT_EQ(inference.tokens_out, std::nullopt);
}

TEST(KeptAnswer, MayBeAnError) {
  store::Inference inference{.output = R"({"error":{"message":"overloaded"}})",
                             .format = "openai-chat"};
  read_answer(inference);
  EXPECT_EQ(inference.error, "overloaded");
  EXPECT_EQ(inference.answer, "");
}

TEST(KeptAnswer, WhatIsThereStays) {
  store::Inference inference{.output = R"({"choices":[{"message":{"content":"new"}}]})",
                             .answer = "old",
                             .format = "openai-chat"};
  read_answer(inference);
  EXPECT_EQ(inference.answer, "old");
  store::Inference text{.output = "no JSON"};
  read_answer(text);
  EXPECT_EQ(text.answer + text.error, "");
}

}  // namespace
}  // namespace modus::models
