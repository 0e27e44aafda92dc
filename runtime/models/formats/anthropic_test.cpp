// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "runtime/models/formats/anthropic_messages.h"
#include "runtime/models/formats/testing.h"

namespace modus::models {
namespace {

const AnthropicMessages kMessages;

constexpr std::string_view kAnswer =
    R"({"id":"m","role":"assistant","content":[{"type":"text","text":"I look."},)"
    R"({"type":"tool_use","id":"id1","name":"get_weather","input":{"city":"Rome"}}],)"
    R"("stop_reason":"tool_use","usage":{"input_tokens":4,"cache_creation_input_tokens":2,)"
    R"("cache_read_input_tokens":10,"output_tokens":6}})";

// The shape of the documentation's example of a stream with a tool.
const std::string kStream =
    "event: message_start\ndata: "
    R"({"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"c",)"
    R"("content":[],"stop_reason":null,"usage":{"input_tokens":9,"output_tokens":1}}})"
    "\n\nevent: ping\ndata: {\"type\": \"ping\"}\n\n" +
    sse({R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}})",
         R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}})",
         R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"Sig"}})",
         R"({"type":"content_block_stop","index":0})",
         R"({"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}})",
         R"({"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"So "}})",
         R"({"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"schön"}})",
         R"({"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"id1","name":"get_weather","input":{}}})",
         R"({"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}})",
         R"({"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"city\":"}})",
         R"({"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"\"Rome\"}"}})",
         R"({"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":15}})",
         R"({"type":"message_stop"})"});

TEST(AnthropicStreamTest, ReadsTextThoughtsAndTools) {
  const Heard heard = hear(kMessages, Framing::kServerSentEvents, kStream);
  EXPECT_EQ(heard.deltas,
            "reasoning 0: Hm.\ntext 1: So \ntext 1: schön\ntool 2 get_weather/id1: \ntool 2: \n"
            "tool 2: {\"city\":\ntool 2: \"Rome\"}\n");
  EXPECT_EQ(
      heard.end,
      R"({"id":"m","type":"message","role":"assistant","model":"c","content":[)"
      R"({"type":"thinking","thinking":"Hm.","signature":"Sig"},{"type":"text","text":"So schön"},)"
      R"({"type":"tool_use","id":"id1","name":"get_weather","input":{"city":"Rome"}}],)"
      R"("stop_reason":"tool_use","usage":{"input_tokens":9,"output_tokens":15},)"
      R"("stop_sequence":null})");
}

TEST(AnthropicStreamTest, TellsErrorsAndBrokenStreams) {
  EXPECT_EQ(hear(kMessages, Framing::kServerSentEvents,
                 "event: error\n" + sse({R"({"type":"error","error":{"type":"overloaded_error",)"
                                         R"("message":"Overloaded"}})"}))
                .end,
            "error: the provider broke the answer off with an error: Overloaded");
  EXPECT_EQ(hear(kMessages, Framing::kServerSentEvents, kStream.substr(0, kStream.size() / 2)).end,
            "error: the stream ended before the answer was complete");
}

TEST(AnthropicStreamTest, ReadsWhatBedrockWraps) {
  const std::string stream =
      aws_event("chunk",
                R"({"bytes":"eyJ0eXBlIjoibWVzc2FnZV9zdGFydCIsIm1lc3NhZ2UiOnsiaWQiOiJtIn19"})") +
      aws_event("chunk", R"({"bytes":"eyJ0eXBlIjoibWVzc2FnZV9zdG9wIn0=","p":"abc"})");
  EXPECT_EQ(hear(kMessages, Framing::kAwsEvents, stream).end, R"({"id":"m","content":[]})");
}

TEST(AnthropicMessagesTest, ReadsAnswers) {
  EXPECT_EQ(text_of(kMessages, kAnswer), "I look.");
  EXPECT_EQ(text_of(kMessages, R"({"content":[],"stop_reason":"refusal"})"),
            "error: the model refused to answer: ");
  EXPECT_EQ(text_of(kMessages, "{}"), "error: the answer holds no text");
  EXPECT_EQ(calls_of(kMessages, kAnswer), R"(get_weather/id1 {"city":"Rome"}; )");
  EXPECT_EQ(kMessages.usage_of(object_of(kAnswer)),
            (TokenUsage{.input = 16, .output = 6, .cached = 10}));
  EXPECT_EQ(kMessages.finish_reason_of(object_of(kAnswer)), "tool_use");
  EXPECT_EQ(kMessages.error_words(*json::parse(
                R"({"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: )"
                R"(Field required"}})")),
            "max_tokens: Field required");
}

TEST(AnthropicMessagesTest, StreamsByTheBodyOrAtBedrockByTheAddress) {
  EXPECT_EQ(streaming(kMessages, "https://api.anthropic.com/v1/messages", R"({"max_tokens":9})"),
            R"(https://api.anthropic.com/v1/messages {"max_tokens":9,"stream":true})");
  EXPECT_EQ(streaming(kMessages, "https://b/model/anthropic.x/invoke?a=1", R"({"max_tokens":9})"),
            R"(https://b/model/anthropic.x/invoke-with-response-stream?a=1 {"max_tokens":9})");
}

TEST(AnthropicMessagesTest, AsksForAnAnswerByATool) {
  const auto asked = [](std::string_view request) {
    return changed(request, [](auto& r) {
      r.erase("x");
      kMessages.ask_for(r, person_schema());
      r.erase("tools");
      r.erase("thinking");
    });
  };
  EXPECT_EQ(asked("{}"), R"({"tool_choice":{"type":"tool","name":"person"}})");
  EXPECT_EQ(asked(R"({"tools":[{"name":"other"}]})"), R"({"tool_choice":{"type":"any"}})");
  EXPECT_EQ(asked(R"({"thinking":{"type":"enabled","budget_tokens":1024}})"),
            R"({"tool_choice":{"type":"auto"}})");
  EXPECT_EQ(*kMessages.json_of(object_of(R"({"content":[{"type":"tool_use","id":"i","name":)"
                                         R"("person","input":{"name":"Ann"}}]})"),
                               person_schema()),
            R"({"name":"Ann"})");
}

TEST(AnthropicMessagesTest, LeavesTheChoiceOfToolsToTheModel) {
  const auto freed = [](std::string_view request) {
    return changed(request, [](auto& r) { kMessages.free_tool_choice(r); });
  };
  EXPECT_EQ(freed(R"({"tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true}})"),
            R"({"tool_choice":{"type":"auto","disable_parallel_tool_use":true}})");
  EXPECT_EQ(freed(R"({"tool_choice":{"type":"any"}})"), R"({"tool_choice":{"type":"auto"}})");
  EXPECT_EQ(freed(R"({"tool_choice":{"type":"none"}})"), R"({"tool_choice":{"type":"none"}})");
  EXPECT_EQ(freed("{}"), "{}");
}

TEST(AnthropicMessagesTest, OffersToolsAndGoesOnWithTheirResults) {
  EXPECT_EQ(changed("{}", [](auto& request) { kMessages.offer_tools(request, weather_tool()); }),
            R"({"tools":[{"name":"get_weather","description":"The weather of a city.",)"
            R"("input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}]})");
  const ToolResult failed{.id = "id2", .name = "f", .content = "no", .status = ToolStatus::kFailed};
  EXPECT_EQ(changed(R"({"messages":[]})",
                    [&](auto& request) {
                      kMessages.keep_answer(request, object_of(R"({"content":[{"type":"text"}]})"));
                      kMessages.add_tool_results(request, {&failed, 1});
                      kMessages.add_user_text(request, "Go on.");
                    }),
            R"({"messages":[{"role":"assistant","content":[{"type":"text"}]},{"role":"user",)"
            R"("content":[{"type":"tool_result","tool_use_id":"id2","content":"no",)"
            R"("is_error":true}]},{"role":"user","content":"Go on."}]})");
}

}  // namespace
}  // namespace modus::models
