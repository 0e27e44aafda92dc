// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/openai_responses.h"

#include <gtest/gtest.h>

#include "runtime/models/formats/openai_embeddings.h"
#include "runtime/models/formats/testing.h"

namespace modus::models {
namespace {

const OpenAiResponses kResponses;

constexpr std::string_view kAnswer =
    R"({"id":"r","output":[{"type":"reasoning","id":"rs","summary":[]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello","annotations":[]}]},{"type":"function_call","id":"fc","call_id":"id1","name":"get_weather","arguments":"{}"}],"usage":{"input_tokens":7,"input_tokens_details":{"cached_tokens":2},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":3},"total_tokens":12}})";

TEST(OpenAiResponsesTest, ReadsAStream) {
  const Heard heard = hear(
      kResponses, Framing::kServerSentEvents,
      "event: response.created\ndata: "
      "{\"type\":\"response.created\",\"response\":{\"id\":\"r\"}}\n\n" +
          sse({R"({"type":"response.output_item.added","output_index":0,"item":{"type":"message"}})",
               R"({"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Hel"})",
               R"({"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"lo"})",
               R"({"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","id":"fc","call_id":"id1","name":"get_weather","arguments":""}})",
               R"({"type":"response.function_call_arguments.delta","output_index":1,"delta":"{}"})",
               R"({"type":"response.something.new","delta":"?"})",
               fmt::format(R"({{"type":"response.completed","response":{}}})", kAnswer)}));
  EXPECT_EQ(heard.deltas, "text 0: Hel\ntext 0: lo\ntool 1 get_weather/id1: \ntool 1: {}\n");
  EXPECT_EQ(heard.end, kAnswer);
}

TEST(OpenAiResponsesTest, TellsErrorsInTheStream) {
  const auto end = [](std::string_view event) {
    return hear(kResponses, Framing::kServerSentEvents, sse({event})).end;
  };
  EXPECT_EQ(end(R"({"type":"error","code":"server_error","message":"Sorry","param":null})"),
            "error: the provider broke the answer off with an error: Sorry");
  EXPECT_EQ(end(R"({"type":"response.failed","response":{"status":"failed","error":)"
                R"({"code":"server_error","message":"Oh no"}}})"),
            "error: the provider broke the answer off with an error: Oh no");
  EXPECT_EQ(end(R"({"type":"response.in_progress"})"),
            "error: the stream ended before the answer was complete");
}

TEST(OpenAiResponsesTest, ReadsAnswers) {
  EXPECT_EQ(text_of(kResponses, kAnswer), "Hello");
  EXPECT_EQ(text_of(kResponses, R"({"output":[{"type":"message","content":[{"type":"refusal",)"
                                R"("refusal":"No."}]}]})"),
            "error: the model refused to answer: No.");
  EXPECT_EQ(text_of(kResponses, "{}"), "error: the answer holds no text");
  EXPECT_EQ(kResponses.usage_of(object_of(kAnswer)),
            (TokenUsage{.input = 7, .output = 5, .cached = 2}));
  EXPECT_EQ(kResponses.finish_reason_of(object_of(
                R"({"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}})")),
            "max_output_tokens");
  EXPECT_EQ(kResponses.finish_reason_of(object_of(R"({"status":"completed"})")), "completed");
  EXPECT_EQ(calls_of(kResponses, kAnswer), "get_weather/id1 {}; ");
}

TEST(OpenAiResponsesTest, WritesRequests) {
  EXPECT_EQ(streaming(kResponses, "u", R"({"input":"Hi"})"), R"(u {"input":"Hi","stream":true})");
  EXPECT_EQ(changed(R"({"input":"Hi","text":{"verbosity":"low"}})",
                    [](auto& request) { kResponses.ask_for(request, person_schema()); }),
            R"({"input":"Hi","text":{"verbosity":"low","format":{"type":"json_schema",)"
            R"("name":"person","schema":{"type":"object","properties":{"name":{"type":"string"}},)"
            R"("required":["name"],"additionalProperties":false},"strict":true}}})");
  EXPECT_EQ(changed("{}", [](auto& request) { kResponses.offer_tools(request, weather_tool()); }),
            R"({"tools":[{"type":"function","name":"get_weather","description":"The weather of a )"
            R"(city.","parameters":{"type":"object","properties":{"city":{"type":"string"}}},)"
            R"("strict":false}]})");
}

TEST(OpenAiResponsesTest, GoesOnWithTheWholeOutput) {
  EXPECT_EQ(changed(R"({"input":"Hi"})",
                    [](auto& request) {
                      kResponses.keep_answer(
                          request, object_of(R"({"output":[{"type":"reasoning","id":"rs"}]})"));
                      kResponses.add_tool_results(request, weather_result());
                      kResponses.add_user_text(request, "Go on.");
                    }),
            R"({"input":[{"role":"user","content":"Hi"},{"type":"reasoning","id":"rs"},)"
            R"({"type":"function_call_output","call_id":"id1","output":"rain"},)"
            R"({"role":"user","content":"Go on."}]})");
}

TEST(OpenAiEmbeddingsTest, KnowsUsageAndNoStream) {
  const OpenAiEmbeddings embeddings;
  EXPECT_EQ(
      embeddings.usage_of(object_of(R"({"data":[],"usage":{"prompt_tokens":3,"total_tokens":3}})")),
      TokenUsage{.input = 3});
  EXPECT_EQ(
      embeddings.facts_of(R"({"data":[{"embedding":[1,2]}],"usage":{"prompt_tokens":3}})").usage,
      TokenUsage{.input = 3});
  EXPECT_EQ(
      embeddings.facts_of(R"({"usage":{"prompt_tokens":3},"data":[{"embedding":[1]}]})").usage,
      TokenUsage{.input = 3});
  EXPECT_EQ(embeddings.facts_of("[]").usage, std::nullopt);
  EXPECT_EQ(streaming(embeddings, "u", "{}"),
            "error: embeddings come in one piece; they cannot be streamed");
}

}  // namespace
}  // namespace modus::models
