// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "runtime/base/base64.h"
#include "runtime/models/formats/bedrock_converse.h"
#include "runtime/models/formats/llama.h"
#include "runtime/models/formats/testing.h"

namespace modus::models {
namespace {

const BedrockConverse kConverse;
const LlamaGeneration kLlama;

constexpr std::string_view kAnswer =
    R"({"output":{"message":{"role":"assistant","content":[{"reasoningContent":)"
    R"({"reasoningText":{"text":"Hm","signature":"S"}}},{"text":"Grüße"},{"toolUse":)"
    R"({"toolUseId":"id1","name":"get_weather","input":{"city":"Rome"}}}]}},)"
    R"("stopReason":"tool_use","usage":{"inputTokens":5,"outputTokens":7,"totalTokens":16,)"
    R"("cacheReadInputTokens":3,"cacheWriteInputTokens":1},"metrics":{"latencyMs":9}})";

const std::string kStream =
    aws_event("messageStart", R"({"role":"assistant","p":"abcd"})") +
    aws_event("contentBlockDelta",
              R"({"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Hm"}}})") +
    aws_event("contentBlockDelta",
              R"({"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"S"}}})") +
    aws_event("contentBlockStop", R"({"contentBlockIndex":0})") +
    aws_event("contentBlockDelta", R"({"contentBlockIndex":1,"delta":{"text":"Gr"}})") +
    aws_event("contentBlockDelta", R"({"contentBlockIndex":1,"delta":{"text":"üße"}})") +
    aws_event("contentBlockStart", R"({"contentBlockIndex":2,"start":{"toolUse":)"
                                   R"({"toolUseId":"id1","name":"get_weather"}}})") +
    aws_event("contentBlockDelta",
              R"({"contentBlockIndex":2,"delta":{"toolUse":{"input":"{\"city\":"}}})") +
    aws_event("contentBlockDelta",
              R"({"contentBlockIndex":2,"delta":{"toolUse":{"input":"\"Rome\"}"}}})") +
    aws_event("somethingNew", R"({"a":1})") +
    aws_event("messageStop", R"({"stopReason":"tool_use"})") +
    aws_event("metadata",
              R"({"usage":{"inputTokens":5,"outputTokens":7,"totalTokens":16,)"
              R"("cacheReadInputTokens":3,"cacheWriteInputTokens":1},"metrics":{"latencyMs":9}})");

std::string end_of(std::string_view stream, std::size_t max_event_bytes = kMaxEventBytes) {
  return hear(kConverse, Framing::kAwsEvents, stream, 7, max_event_bytes).end;
}

TEST(ConverseStreamTest, PutsTheAnswerTogether) {
  const Heard heard = hear(kConverse, Framing::kAwsEvents, kStream);
  EXPECT_EQ(heard.deltas,
            "reasoning 0: Hm\ntext 1: Gr\ntext 1: üße\ntool 2 get_weather/id1: \n"
            "tool 2: {\"city\":\ntool 2: \"Rome\"}\n");
  EXPECT_EQ(heard.end, kAnswer);
}

TEST(ConverseStreamTest, TellsExceptionsAndBrokenStreams) {
  EXPECT_EQ(end_of(aws_message(
                {{":exception-type", "throttlingException"}, {":message-type", "exception"}},
                R"({"message":"Too many requests"})")),
            "error: the provider broke the answer off with an error: Too many requests");
  EXPECT_EQ(
      end_of(aws_message(
          {{":exception-type", "modelStreamErrorException"}, {":message-type", "exception"}}, "")),
      "error: the provider broke the answer off with an error: modelStreamErrorException");
  EXPECT_EQ(end_of(aws_message({{":error-code", "InternalError"},
                                {":error-message", "Oh no"},
                                {":message-type", "error"}},
                               "")),
            "error: the provider broke the answer off with an error: Oh no");
  EXPECT_EQ(end_of(kStream.substr(0, kStream.size() / 2)),
            "error: the stream ended before the answer was complete");
}

TEST(ConverseStreamTest, RefusesDamage) {
  const std::string good = aws_event("messageStop", R"({"stopReason":"stop"})");
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    EXPECT_TRUE(end_of(bad).starts_with("error: the answer's event stream is damaged: "))
        << "byte " << at << ": " << end_of(bad);
  }
  EXPECT_EQ(end_of(good, good.size() - 1),
            fmt::format("error: the answer holds an event of more than {} bytes", good.size() - 1));
  EXPECT_TRUE(end_of(aws_event("chunk", R"({"bytes":"*"})")).contains("not base64"));
}

TEST(ConverseTest, ReadsAnswers) {
  EXPECT_EQ(text_of(kConverse, kAnswer), "Grüße");
  EXPECT_EQ(text_of(kConverse, "{}"), "error: the answer holds no text");
  EXPECT_EQ(calls_of(kConverse, kAnswer), R"(get_weather/id1 {"city":"Rome"}; )");
  EXPECT_EQ(kConverse.usage_of(object_of(kAnswer)),
            (TokenUsage{.input = 9, .output = 7, .cached = 3}));
  EXPECT_EQ(kConverse.finish_reason_of(object_of(kAnswer)), "tool_use");
  EXPECT_EQ(kConverse.error_words(*json::parse(R"({"message":"The model is not there"})")),
            "The model is not there");
}

TEST(ConverseTest, WritesRequests) {
  EXPECT_EQ(streaming(kConverse, "https://b/model/m%3A0/converse", "{}"),
            "https://b/model/m%3A0/converse-stream {}");
  EXPECT_TRUE(streaming(kConverse, "https://b/x", "{}").starts_with("error: a Bedrock model's"));
  EXPECT_EQ(changed("{}", [](auto& request) { kConverse.offer_tools(request, weather_tool()); }),
            R"({"toolConfig":{"tools":[{"toolSpec":{"name":"get_weather","inputSchema":{"json":)"
            R"({"type":"object","properties":{"city":{"type":"string"}}}},"description":)"
            R"("The weather of a city."}}]}})");
  const auto choice = [](std::string_view request) {
    return changed(request, [](auto& r) {
      kConverse.ask_for(r, person_schema());
      r["toolConfig"].get_object().erase("tools");
    });
  };
  EXPECT_EQ(choice("{}"), R"({"toolConfig":{"toolChoice":{"tool":{"name":"person"}}}})");
  EXPECT_EQ(choice(R"({"toolConfig":{"tools":[{"toolSpec":{}}]}})"),
            R"({"toolConfig":{"toolChoice":{"any":{}}}})");
}

TEST(ConverseTest, LeavesTheChoiceOfToolsToTheModel) {
  const auto freed = [](std::string_view request) {
    return changed(request, [](auto& r) { kConverse.free_tool_choice(r); });
  };
  EXPECT_EQ(freed(R"({"toolConfig":{"toolChoice":{"any":{}}}})"),
            R"({"toolConfig":{"toolChoice":{"auto":{}}}})");
  EXPECT_EQ(freed(R"({"toolConfig":{"tools":[]}})"), R"({"toolConfig":{"tools":[]}})");
  EXPECT_EQ(freed("{}"), "{}");
}

TEST(ConverseTest, GoesOnWithTheResultsOfTools) {
  EXPECT_EQ(changed(R"({"messages":[]})",
                    [](auto& request) {
                      kConverse.keep_answer(request, object_of(R"({"output":{"message":)"
                                                               R"({"role":"assistant"}}})"));
                      kConverse.add_tool_results(request, weather_result());
                      kConverse.add_user_text(request, "Go on.");
                    }),
            R"({"messages":[{"role":"assistant"},{"role":"user","content":[{"toolResult":)"
            R"({"toolUseId":"id1","content":[{"text":"rain"}]}}]},{"role":"user","content":)"
            R"([{"text":"Go on."}]}]})");
}

std::string chunk(std::string_view event) {
  const std::string bytes = base64_encode(std::as_bytes(std::span(event)));
  return aws_event("chunk", fmt::format(R"({{"bytes":"{}"}})", bytes));
}

TEST(LlamaTest, ReadsWhatBedrockWraps) {
  const Heard heard = hear(
      kLlama, Framing::kAwsEvents,
      chunk(
          R"({"generation":"Gr","prompt_token_count":4,"generation_token_count":1,"stop_reason":null})") +
          chunk(
              R"({"generation":"üße","prompt_token_count":null,"generation_token_count":3,"stop_reason":"stop","amazon-bedrock-invocationMetrics":{}})"));
  EXPECT_EQ(heard.deltas, "text 0: Gr\ntext 0: üße\n");
  EXPECT_EQ(heard.end, R"({"generation":"Grüße","prompt_token_count":4,"generation_token_count":3,)"
                       R"("stop_reason":"stop"})");
  EXPECT_EQ(kLlama.usage_of(object_of(heard.end)), (TokenUsage{.input = 4, .output = 3}));
  EXPECT_EQ(kLlama.finish_reason_of(object_of(heard.end)), "stop");
  EXPECT_EQ(text_of(kLlama, heard.end), "Grüße");
}

TEST(LlamaTest, StreamsByTheAddressAndContinuesThePrompt) {
  EXPECT_EQ(streaming(kLlama, "https://b/model/meta.llama3/invoke", R"({"prompt":"a"})"),
            R"(https://b/model/meta.llama3/invoke-with-response-stream {"prompt":"a"})");
  EXPECT_EQ(changed(R"({"prompt":"a"})",
                    [](auto& request) {
                      kLlama.keep_answer(request, object_of(R"({"generation":" b"})"));
                      kLlama.add_user_text(request, "c");
                    }),
            R"({"prompt":"a b\n\nc"})");
  json::Object request;
  EXPECT_EQ(kLlama.offer_tools(request, weather_tool()), Support::kNone);
  EXPECT_EQ(kLlama.ask_for(request, person_schema()), Support::kNone);
  EXPECT_TRUE(request.empty());
}

}  // namespace
}  // namespace modus::models
