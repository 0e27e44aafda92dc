// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/prices.h"

#include <gtest/gtest.h>

namespace modus::models {
namespace {

double input_price(std::string_view provider, std::string_view model) {
  const auto price = list_price(provider, model);
  return price ? price->input : -1;
}

TEST(PricesTest, KnowsModelsWithAndWithoutTheirVersion) {
  EXPECT_EQ(input_price("openai", "gpt-4o-mini"), 0.15);
  EXPECT_EQ(input_price("openai", "gpt-4o-mini-2024-07-18"), 0.15);
  EXPECT_EQ(input_price("azure.ai.openai", "gpt-4o"), 2.5);
  EXPECT_EQ(input_price("anthropic", "claude-sonnet-4-5-20250929"), 3);
  EXPECT_EQ(input_price("anthropic", "claude-3-5-haiku-latest"), 0.8);
  EXPECT_EQ(input_price("aws.bedrock", "us.anthropic.claude-3-haiku-20240307-v1:0"), 0.25);
  EXPECT_EQ(input_price("aws.bedrock", "amazon.nova-lite-v1:0"), 0.06);
  EXPECT_EQ(input_price("modus.local", "whatever.gguf"), 0);
}

TEST(PricesTest, TakesNoModelForAnother) {
  EXPECT_EQ(input_price("openai", "gpt-5-pro"), -1);
  EXPECT_EQ(input_price("openai", "gpt-4o-audio-preview"), -1);
  EXPECT_EQ(input_price("anthropic", "claude-sonnet-4-9"), -1);
  EXPECT_EQ(input_price("anthropic", "gpt-4o"), -1);
  EXPECT_EQ(input_price("vllm", "gpt-4o"), -1);
}

}  // namespace
}  // namespace modus::models
