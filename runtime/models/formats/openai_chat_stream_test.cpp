// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/openai_chat_stream.h"

#include <gtest/gtest.h>

#include <initializer_list>

#include "runtime/models/formats/members.h"
#include "runtime/models/formats/openai_chat.h"
#include "runtime/models/formats/testing.h"

namespace modus::models {
namespace {

std::string assembled(std::initializer_list<std::string_view> events) {
  return hear(OpenAiChat(), Framing::kServerSentEvents, sse(events)).end;
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

// A choice or a call for every few bytes would cost the host many times what the provider sends.
TEST(ChatAssemblerTest, KeepsNoMoreChoicesAndCallsThanMayBe) {
  std::string choices, calls;
  for (int i = -3; i < 100'000; ++i) {
    choices += fmt::format(R"({}{{"index":{}}})", choices.empty() ? "" : ",", i);
    calls += fmt::format(R"({}{{"index":{}}})", calls.empty() ? "" : ",", i);
  }
  const std::string stream =
      sse({fmt::format(R"({{"choices":[{}]}})", choices),
           fmt::format(R"({{"choices":[{{"index":0,"delta":{{"tool_calls":[{}]}}}}]}})", calls),
           "[DONE]"});
  const Heard heard = hear(OpenAiChat(), Framing::kServerSentEvents, stream, stream.size());
  const json::Object answer = object_of(heard.end);
  const json::Array& all = answer.at("choices").as_array();
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kMostChoices));
  EXPECT_EQ(all.at(0).at("message").at("tool_calls").as_array().size(),
            static_cast<std::size_t>(kMostSiblings));
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

TEST(ChatAssemblerTest, TellsThePieces) {
  const Heard heard = hear(
      OpenAiChat(), Framing::kServerSentEvents,
      sse({R"({"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]})",
           R"({"choices":[{"index":0,"delta":{"reasoning_content":"Hm"}}]})",
           R"({"choices":[{"index":0,"delta":{"content":"g\u00fcn"}},{"index":1,"delta":{"content":"grün"}}]})",
           R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":""}}]}}]})",
           R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]})",
           "[DONE]"}));
  EXPECT_EQ(heard.deltas, "reasoning 0: Hm\ntext 0: gün\ntext 1: grün\ntool 0 f/c: \ntool 0: {}\n");
}

TEST(ChatAssemblerTest, ReadsThoughtsByEitherName) {
  const Heard heard =
      hear(OpenAiChat(), Framing::kServerSentEvents,
           sse({R"({"choices":[{"index":0,"delta":{"content":"","reasoning":"H"}}]})",
                R"({"choices":[{"index":0,"delta":{"reasoning":"m","reasoning_content":"m"}}]})",
                R"({"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]})",
                "[DONE]"}));
  EXPECT_EQ(heard.deltas, "reasoning 0: H\nreasoning 0: m\ntext 0: Hi\n");
  EXPECT_TRUE(heard.end.contains(R"("content":"Hi","reasoning":"Hm","reasoning_content":"m")"))
      << heard.end;
}

TEST(ChatAssemblerTest, KeepsToolCallsApartThatHaveOneIndex) {
  const Heard heard = hear(
      OpenAiChat(), Framing::kServerSentEvents,
      sse({R"({"choices":[{"index":0,"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"g","arguments":"{"}}]}}]})",
           R"({"choices":[{"index":0,"delta":{"tool_calls":[{"function":{"arguments":"}"}}]},"finish_reason":"tool_calls"}]})",
           "[DONE]"}));
  EXPECT_EQ(heard.deltas, "tool 0 f/a: {}\ntool 1 g/b: {\ntool 1: }\n");
  EXPECT_EQ(calls_of(OpenAiChat(), heard.end), "f/a {}; g/b {}; ");
}

TEST(ChatAssemblerTest, EndsWithTheReasonsWhereTheServerSaysNoMore) {
  constexpr std::string_view kFirst =
      R"({"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]})";
  EXPECT_TRUE(assembled({kFirst, R"({"choices":[],"usage":{"prompt_tokens":1}})"})
                  .contains(R"("content":"a")"));
  EXPECT_EQ(assembled({R"({"choices":[{"index":1,"delta":{"content":"b"}}]})", kFirst}),
            "error: the stream ended before the answer was complete");
}

TEST(ChatAssemblerTest, JoinsTheSoundAndItsTranscript) {
  EXPECT_EQ(
      assembled(
          {R"({"choices":[{"index":0,"delta":{"audio":{"id":"a","transcript":"Hi "}}}]})",
           R"({"choices":[{"index":0,"delta":{"audio":{"data":"AQ=="}}}]})",
           R"({"choices":[{"index":0,"delta":{"audio":{"data":"AgM=","transcript":"you"}}}]})",
           R"({"choices":[{"index":0,"delta":{"audio":{"expires_at":7}},"finish_reason":"stop"}]})",
           "[DONE]"}),
      R"({"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",)"
      R"("content":null,"audio":{"id":"a","transcript":"Hi you","expires_at":7,"data":"AQID"}},)"
      R"("logprobs":null,"finish_reason":"stop"}]})");
}

TEST(ChatAssemblerTest, TellsAnErrorInTheStream) {
  EXPECT_EQ(assembled({R"({"choices":[{"index":0,"delta":{"content":"a"}}]})",
                       R"({"error":{"message":"broken","code":500}})"}),
            "error: the provider broke the answer off with an error: broken");
}

TEST(ChatAssemblerTest, TellsAnUnfinishedOrBrokenStream) {
  EXPECT_EQ(assembled({R"({"choices":[{"index":0,"delta":{"content":"a"}}]})"}),
            "error: the stream ended before the answer was complete");
  EXPECT_EQ(assembled({"{"}), "error: the model's answer holds an event that is not JSON");
  EXPECT_EQ(assembled({"[DONE]"}), R"({"object":"chat.completion","choices":[]})");
}

}  // namespace
}  // namespace modus::models
