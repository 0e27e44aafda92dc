// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/formats.h"

#include <gtest/gtest.h>

#include "runtime/models/formats/testing.h"

namespace modus::models {
namespace {

std::string format_at(std::string_view url, std::string named = "") {
  const auto format = format_of(app::Model{.name = "m", .format = std::move(named)}, url);
  return format ? std::string(format->name()) : "none";
}

TEST(FormatsTest, TellTheFormatByTheAddress) {
  EXPECT_EQ(format_at("https://api.openai.com/v1/chat/completions"), "openai-chat");
  EXPECT_EQ(format_at("https://api.openai.com/v1/responses"), "openai-responses");
  EXPECT_EQ(format_at("https://api.openai.com/v1/embeddings"), "openai-embeddings");
  EXPECT_EQ(format_at("https://api.anthropic.com/v1/messages"), "anthropic-messages");
  EXPECT_EQ(format_at("https://x.openai.azure.com/openai/deployments/d/chat/completions"
                      "?api-version=2024-10-21"),
            "openai-chat");
  EXPECT_EQ(format_at("https://g.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent"),
            "gemini");
  EXPECT_EQ(format_at("https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse"),
            "bedrock-converse");
  EXPECT_EQ(format_at("https://b/model/us.anthropic.claude-3-haiku-v1:0/invoke"),
            "anthropic-messages");
  EXPECT_EQ(format_at("https://b/model/meta.llama3-8b-instruct-v1:0/invoke"), "llama");
  EXPECT_EQ(format_at("https://b/model/mistral.x/invoke"), "none");
  EXPECT_EQ(format_at("https://models.hypermode.host/org/model"), "none");
  EXPECT_EQ(format_at("https://api.example.com/v1/chat/completions", "gemini"), "gemini");
}

TEST(FormatsTest, SeeToWhatBedrockWantsOfAnthropicsFormat) {
  const auto sent = [](std::string_view url, std::string request, std::string named = "") {
    return *format_of(app::Model{.name = "m", .format = std::move(named)}, url)
                ->to_provider(std::move(request));
  };
  constexpr std::string_view kClaude = "https://b/model/us.anthropic.claude-3-haiku-v1:0/invoke";
  EXPECT_EQ(sent(kClaude, R"({"model":"m","max_tokens":1,"stream":false})"),
            R"({"max_tokens":1,"anthropic_version":"bedrock-2023-05-31"})");
  EXPECT_EQ(sent(kClaude, R"({"anthropic_version":"x"})"), R"({"anthropic_version":"x"})");
  EXPECT_EQ(sent("https://b/model/arn%3Aaws/invoke", "{}", "anthropic-messages"),
            R"({"anthropic_version":"bedrock-2023-05-31"})");
  EXPECT_EQ(sent("https://api.anthropic.com/v1/messages", R"({"model":"m"})"), R"({"model":"m"})");
  EXPECT_EQ(sent(kClaude, "no JSON"), "no JSON");
}

TEST(FormatsTest, NamesThemAllInTheManifest) {
  for (const std::string_view name : app::kModelFormats) {
    ASSERT_NE(find_format(name), nullptr) << name;
    EXPECT_EQ(find_format(name)->name(), name);
  }
  EXPECT_EQ(find_format("telepathy"), nullptr);
}

TEST(FormatsTest, NameTheToolsThatARequestOffers) {
  for (const std::string_view name : app::kModelFormats) {
    json::Object request;
    const auto format = find_format(name);
    EXPECT_TRUE(format->tools_of(request).empty()) << name;
    if (format->offer_tools(request, weather_tool()) == Support::kNone) continue;
    EXPECT_EQ(format->tools_of(request), std::vector<std::string>{"get_weather"}) << name;
  }
}

TEST(StreamReaderTest, KnowsTheFramingByItsContentType) {
  EXPECT_EQ(framing_of("text/event-stream; charset=utf-8"), Framing::kServerSentEvents);
  EXPECT_EQ(framing_of("Text/Event-Stream"), Framing::kServerSentEvents);
  EXPECT_EQ(framing_of("application/vnd.amazon.eventstream"), Framing::kAwsEvents);
  EXPECT_EQ(framing_of("application/x-ndjson"), Framing::kJsonLines);
  EXPECT_EQ(framing_of("application/json"), std::nullopt);
  EXPECT_EQ(framing_of(""), std::nullopt);
}

TEST(StreamReaderTest, RefusesEventsThatAreTooLong) {
  const std::string stream = "data: " + std::string(200, 'x') + "\n\n";
  for (const Framing framing : {Framing::kServerSentEvents, Framing::kJsonLines}) {
    EXPECT_EQ(hear(*find_format("openai-chat"), framing, stream, 16, 100).end,
              "error: the answer holds an event of more than 100 bytes");
  }
}

TEST(StreamReaderTest, LeavesOutWhatIsNoUtf8) {
  const Heard heard =
      hear(*find_format("openai-chat"), Framing::kServerSentEvents,
           sse({"{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\xff\xe4z\"}}]}", "[DONE]"}));
  EXPECT_EQ(heard.deltas, "text 0: az\n");
}

}  // namespace
}  // namespace modus::models
