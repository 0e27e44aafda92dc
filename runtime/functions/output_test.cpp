// SPDX-License-Identifier: Apache-2.0
#include "runtime/functions/output.h"

#include <gtest/gtest.h>

namespace modus::functions {
namespace {

TEST(OutputLines, TurnPrefixesIntoLevels) {
  OutputLines output;
  output.write("Warning: low\nplain\nError: bro");
  output.write("ken\r\npanic: oh\nerror: lower case is no level\n\nfatal error: last");
  const auto messages = output.take();
  ASSERT_EQ(messages.size(), 6u);
  EXPECT_EQ(messages[0].level, "warning");
  EXPECT_EQ(messages[0].text, "low");
  EXPECT_EQ(messages[1].level, "");
  EXPECT_EQ(messages[2].text, "broken");
  EXPECT_TRUE(messages[2].is_error());
  EXPECT_EQ(messages[3].level, "fatal");
  EXPECT_EQ(messages[4].level, "");
  EXPECT_EQ(messages[5].text, "last");
  EXPECT_EQ(messages[5].level, "fatal");
}

TEST(OutputLines, TakeThoseOfOthersAsTheyWere) {
  OutputLines output;
  output.write("mine");
  output.add({"", "plain"});
  output.add({"warning", "low"});
  output.write("mine again");
  const auto messages = output.take();
  ASSERT_EQ(messages.size(), 4u);
  EXPECT_EQ(messages[0].text, "mine");
  EXPECT_EQ(messages[1].level, "");
  EXPECT_EQ(messages[1].text, "plain");
  EXPECT_EQ(messages[2].level, "warning");
  EXPECT_EQ(messages[2].text, "low");
  EXPECT_EQ(messages[3].text, "mine again");
}

TEST(OutputLines, OfOthersCountTowardsTheLimit) {
  OutputLines output;
  for (int i = 0; i < 3; ++i) output.add({"info", std::string(OutputLines::kMaxBytes / 2, 'x')});
  std::size_t total = 0;
  for (const auto& message : output.take()) total += message.text.size();
  EXPECT_LE(total, OutputLines::kMaxBytes + 100);
}

TEST(OutputLines, StopCollectingAtTheirLimit) {
  OutputLines output;
  for (int i = 0; i < 100; ++i) output.write(std::string(20'000, 'x') + "\n");
  std::size_t total = 0;
  const auto messages = output.take();
  for (const auto& message : messages) total += message.text.size();
  EXPECT_LE(total, OutputLines::kMaxBytes + 100);
  EXPECT_EQ(messages.back().level, "warning");
}

TEST(OutputLines, StopAtTheirLastLine) {
  OutputLines output;
  for (std::size_t i = 0; i < OutputLines::kMaxLines; ++i) output.write("x\n");
  EXPECT_EQ(output.take().size(), OutputLines::kMaxLines);
  for (std::size_t i = 0; i <= OutputLines::kMaxLines; ++i) output.write("x\n");
  const auto messages = output.take();
  EXPECT_EQ(messages.size(), OutputLines::kMaxLines + 1);
  EXPECT_TRUE(messages.back().text.starts_with("the rest of the output was dropped"));
  EXPECT_TRUE(output.take().empty());
}

}  // namespace
}  // namespace modus::functions
