// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/openai_chat_stream.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace modus::models {
namespace {

std::string assembled(std::initializer_list<std::string_view> events) {
  ChatAssembler assembler;
  for (const auto event : events) {
    if (auto added = assembler.add(event); !added) return "error: " + added.error().describe();
  }
  return assembler.complete() ? assembler.take() : "incomplete";
}

TEST(StreamingRequestTest, AsksForAStreamWithUsageWhateverTheGuestAsked) {
  EXPECT_EQ(*to_streaming_request(R"({"messages":[],"stream":false})"),
            R"({"messages":[],"stream":true,"stream_options":{"include_usage":true}})");
  EXPECT_EQ(*to_streaming_request(R"({"stream_options":{"x":1,"include_usage":false}})"),
            R"({"stream_options":{"x":1,"include_usage":true},"stream":true})");
}

TEST(StreamingRequestTest, RefusesWhatIsNoObject) {
  EXPECT_EQ(to_streaming_request("[]").error().describe(),
            "the input for the model is not a JSON object");
  EXPECT_TRUE(to_streaming_request("{\n!").error().describe().starts_with(
      "the input for the model is not JSON: line 2, column "));
}

TEST(ChatAssemblerTest, PutsTextTogether) {
  EXPECT_EQ(
      assembled(
          {R"({"id":"c1","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":null},"finish_reason":null}]})",
           R"({"id":"c1","created":5,"model":"m","choices":[{"index":0,"delta":{"content":"Hel"}}]})",
           R"({"id":"c1","created":5,"model":"m","choices":[{"index":0,"delta":{"content":"lo"}}]})",
           R"({"id":"c1","created":5,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})",
           R"({"id":"c1","created":5,"model":"m","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}})",
           "[DONE]"}),
      R"({"id":"c1","object":"chat.completion","created":5,"model":"m","choices":[{"index":0,)"
      R"("message":{"role":"assistant","content":"Hello"},"logprobs":null,"finish_reason":"stop"}],)"
      R"("usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}})");
}

TEST(ChatAssemblerTest, KeepsChoicesApart) {
  EXPECT_EQ(
      assembled({R"({"choices":[{"index":1,"delta":{"content":"b"},"finish_reason":"length"}]})",
                 R"({"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]})",
                 "[DONE]"}),
      R"({"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",)"
      R"("content":"a"},"logprobs":null,"finish_reason":"stop"},{"index":1,"message":)"
      R"({"role":"assistant","content":"b"},"logprobs":null,"finish_reason":"length"}]})");
}

TEST(ChatAssemblerTest, PutsToolCallsAndProbabilitiesTogether) {
  EXPECT_EQ(
      assembled(
          {R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":""}}]},"logprobs":{"content":[{"token":"x"}]}}]})",
           R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]},"logprobs":{"content":[{"token":"y"}]}}]})",
           R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]},"finish_reason":"tool_calls"}]})",
           "[DONE]"}),
      R"({"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",)"
      R"("content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f",)"
      R"("arguments":"{\"a\":1}"}}]},"logprobs":{"content":[{"token":"x"},{"token":"y"}]},)"
      R"("finish_reason":"tool_calls"}]})");
}

TEST(ChatAssemblerTest, PassesAnErrorOn) {
  EXPECT_EQ(assembled({R"({"choices":[{"index":0,"delta":{"content":"a"}}]})",
                       R"({"error":{"message":"broken","code":500}})"}),
            R"({"error":{"message":"broken","code":500}})");
}

TEST(ChatAssemblerTest, TellsAnUnfinishedOrBrokenStream) {
  EXPECT_EQ(assembled({R"({"choices":[{"index":0,"delta":{"content":"a"}}]})"}), "incomplete");
  EXPECT_EQ(assembled({"{"}), "error: the model's answer holds an event that is not JSON");
  EXPECT_EQ(assembled({"[DONE]"}), R"({"object":"chat.completion","choices":[]})");
}

}  // namespace
}  // namespace modus::models
