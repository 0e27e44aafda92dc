// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/redaction.h"

#include <gtest/gtest.h>

#include "runtime/types/value_json.h"

namespace modus::app {
namespace {

TEST(Redaction, LeavesNoFormOfASecret) {
  const Redaction redaction(Environment(Environment::Variables{{"MODUS_API_KEY", "k/\"1"},
                                                               {"MODUS_API_KEY_LONG", "k/\"12"},
                                                               {"MODUS_DB_USER", "lovelace"},
                                                               {"MODUS_APP_LEVEL", "3"},
                                                               {"HOME", "/home"},
                                                               {"MODUS_ENV", "dev"}}));
  EXPECT_EQ(redaction.apply("Bearer k/\"1."), "Bearer {{MODUS_API_KEY}}.");
  EXPECT_EQ(redaction.apply("k/\"12"), "{{MODUS_API_KEY_LONG}}");
  EXPECT_EQ(redaction.apply(R"({"key": "k/\"1"})"), R"({"key": "{{MODUS_API_KEY}}"})");
  EXPECT_EQ(redaction.apply("?k=k%2F%221&"), "?k={{MODUS_API_KEY}}&");
  EXPECT_EQ(redaction.apply("Basic bG92ZWxhY2U6ay8iMQ=="), "Basic {{MODUS_DB_USER:MODUS_API_KEY}}");
  EXPECT_EQ(redaction.apply("/home dev 3"), "/home dev 3");

  types::BlockArena arena;
  const types::Value texts[] = {types::Value::string("lovelace"), types::Value::integer(1)};
  const types::Member members[] = {{"lovelace", types::Value::list(texts)}};
  json::Writer writer;
  types::write_json(writer, redaction.apply(types::Value::object(members), arena));
  EXPECT_EQ(writer.take(), R"({"{{MODUS_DB_USER}}":["{{MODUS_DB_USER}}",1]})");
}

TEST(Redaction, FindsASecretThatPiecesHoldTogether) {
  const Redaction redaction(Environment(Environment::Variables{{"MODUS_APP_KEY", "sesame"}}));
  std::vector<std::string> pieces = {"open ses", "am", "e!"};
  redaction.apply(pieces);
  EXPECT_EQ(pieces, (std::vector<std::string>{"open {{MODUS_APP_KEY}}!", "", ""}));
  std::vector<std::string> plain = {"open", " it"};
  redaction.apply(plain);
  EXPECT_EQ(plain, (std::vector<std::string>{"open", " it"}));
}

TEST(Redaction, FindsEverySecretWhereverItIs) {
  Environment::Variables variables;
  for (int i = 0; i < 40; ++i)
    variables.emplace(fmt::format("MODUS_KEY_{}", i),
                      fmt::format("key-{:02}{}!", i, std::string(i, 'x')));
  const Redaction redaction{Environment(variables)};
  EXPECT_FALSE(redaction.are_in(""));
  EXPECT_FALSE(redaction.are_in(std::string(1000, 'x') + "key-01"));
  for (const auto& [name, value] : variables) {
    for (std::size_t before = 0; before < 40; ++before) {
      const std::string text = std::string(before, '.') + value;
      EXPECT_TRUE(redaction.are_in(text)) << text;
      EXPECT_TRUE(redaction.are_in(text + "....")) << text;
      EXPECT_FALSE(redaction.are_in(text.substr(0, text.size() - 1))) << text;
    }
  }
}

}  // namespace
}  // namespace modus::app
