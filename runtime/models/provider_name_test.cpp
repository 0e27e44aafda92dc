// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/provider_name.h"

#include <gtest/gtest.h>

namespace modus::models {
namespace {

TEST(ProviderNameTest, GoesByTheHost) {
  EXPECT_EQ(provider_name("x", "https://api.openai.com/v1/chat/completions"), "openai");
  EXPECT_EQ(provider_name("x", "https://api.openai.com:443/v1"), "openai");
  EXPECT_EQ(provider_name("x", "https://mine.openai.azure.com/openai/deployments/d"),
            "azure.ai.openai");
  EXPECT_EQ(provider_name("x", "https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse"),
            "aws.bedrock");
  EXPECT_EQ(provider_name("x", "https://generativelanguage.googleapis.com/v1beta/models/g"),
            "gcp.gemini");
}

TEST(ProviderNameTest, IsTheConnectionsNameElsewhere) {
  EXPECT_EQ(provider_name("vllm", "http://localhost:8000/v1/chat/completions"), "vllm");
  EXPECT_EQ(provider_name("proxy", "https://user@proxy.example/api.openai.com"), "proxy");
  EXPECT_EQ(provider_name("s3", "https://bucket.amazonaws.com"), "s3");
  EXPECT_EQ(provider_name("local", ""), "modus.local");
}

}  // namespace
}  // namespace modus::models
