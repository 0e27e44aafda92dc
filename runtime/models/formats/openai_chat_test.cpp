// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/openai_chat.h"

#include <gtest/gtest.h>

#include "runtime/models/formats/testing.h"

namespace modus::models {
namespace {

const OpenAiChat kChat;

constexpr std::string_view kAnswer = R"({"choices":[{"index":0,"message":{"role":"assistant",
  "content":null,"tool_calls":[{"id":"id1","type":"function",
  "function":{"name":"get_weather","arguments":"{\"city\":\"Rome\"}"}}]}}],
  "usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13,
  "prompt_tokens_details":{"cached_tokens":8}}})";

TEST(OpenAiChatTest, AsksForAStreamWithUsageWhateverTheGuestAsked) {
  EXPECT_EQ(streaming(kChat, "u", R"({"messages":[],"stream":false})"),
            R"(u {"messages":[],"stream":true,"stream_options":{"include_usage":true}})");
  EXPECT_EQ(streaming(kChat, "u", R"({"stream_options":{"x":1,"include_usage":false}})"),
            R"(u {"stream_options":{"x":1,"include_usage":true},"stream":true})");
}

TEST(OpenAiChatTest, RefusesWhatIsNoObject) {
  EXPECT_EQ(streaming(kChat, "u", "[]"), "error: the input for the model is not a JSON object");
  EXPECT_TRUE(streaming(kChat, "u", "{\n!")
                  .starts_with("error: the input for the model is not JSON: line 2, column "));
}

TEST(OpenAiChatTest, ReadsAnswers) {
  EXPECT_EQ(text_of(kChat, R"({"choices":[{"message":{"content":"hi","refusal":null}}]})"), "hi");
  EXPECT_EQ(text_of(kChat, R"({"choices":[{"message":{"refusal":"No."}}]})"),
            "error: the model refused to answer: No.");
  EXPECT_EQ(text_of(kChat, kAnswer), "error: the answer holds no text");
  EXPECT_EQ(text_of(kChat, "{}"), "error: the answer holds no message");
  EXPECT_EQ(kChat.usage_of(object_of(kAnswer)), (TokenUsage{.input = 9, .output = 4, .cached = 8}));
  EXPECT_EQ(kChat.usage_of({}), std::nullopt);
  EXPECT_EQ(kChat.finish_reason_of(object_of(R"({"choices":[{"finish_reason":"length"}]})")),
            "length");
  EXPECT_EQ(kChat.finish_reason_of({}), "");
  EXPECT_EQ(kChat.usage_of(object_of(R"({"usage":{"prompt_tokens":-3}})")), TokenUsage());
}

TEST(OpenAiChatTest, ReadsErrors) {
  const auto words = [](std::string_view body) { return kChat.error_words(*json::parse(body)); };
  EXPECT_EQ(words(R"({"error":{"message":"Bad key","code":"x"}})"), "Bad key");
  EXPECT_EQ(words(R"({"error":"model not found"})"), "model not found");  // Ollama
  EXPECT_EQ(words(R"({"detail":"Not Found"})"), "Not Found");             // vLLM
  EXPECT_EQ(words(R"([{"error":{"message":"inner"}}])"), "inner");
  EXPECT_EQ(words(R"({"choices":[]})"), "");
}

TEST(OpenAiChatTest, AsksForAnAnswerThatFitsASchema) {
  EXPECT_EQ(changed("{}", [](auto& request) { kChat.ask_for(request, person_schema()); }),
            R"({"response_format":{"type":"json_schema","json_schema":{"name":"person","schema":)"
            R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"],)"
            R"("additionalProperties":false},"strict":true}}})");
}

TEST(OpenAiChatTest, IsStrictOnlyWhereEveryObjectIsClosed) {
  const auto strict = [](std::string_view schema) { return is_strict(*json::parse(schema)); };
  EXPECT_TRUE(strict(R"({"type":"string"})"));
  EXPECT_FALSE(strict(R"({"type":"object","properties":{"a":{}},"required":["a"]})"));
  EXPECT_FALSE(strict(R"({"type":"object","properties":{"a":{}},"additionalProperties":false})"));
  EXPECT_FALSE(strict(R"({"type":"array","items":{"type":"object"}})"));
  EXPECT_TRUE(strict(R"({"anyOf":[{"type":"null"},{"type":"object","properties":{},)"
                     R"("additionalProperties":false}]})"));
}

TEST(OpenAiChatTest, LeavesTheChoiceOfToolsToTheModel) {
  const auto freed = [](std::string_view choice) {
    return changed(fmt::format(R"({{"tool_choice":{}}})", choice),
                   [](auto& request) { kChat.free_tool_choice(request); });
  };
  const std::string automatic = R"({"tool_choice":"auto"})";
  EXPECT_EQ(freed(R"("required")"), automatic);
  EXPECT_EQ(freed(R"({"type":"function","function":{"name":"f"}})"), automatic);
  EXPECT_EQ(freed(R"("none")"), R"({"tool_choice":"none"})");
  EXPECT_EQ(freed("null"), R"({"tool_choice":null})");
  EXPECT_EQ(
      freed(R"({"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[]}})"),
      R"({"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[]}}})");
  EXPECT_EQ(freed(R"({"type":"allowed_tools","mode":"required"})"),
            R"({"tool_choice":{"type":"allowed_tools","mode":"auto"}})");
  EXPECT_EQ(changed("{}", [](auto& request) { kChat.free_tool_choice(request); }), "{}");
}

TEST(OpenAiChatTest, OffersToolsAndGoesOnWithTheirResults) {
  EXPECT_EQ(changed(R"({"tools":[{"type":"function"}]})",
                    [](auto& request) { kChat.offer_tools(request, weather_tool()); }),
            R"({"tools":[{"type":"function"},{"type":"function","function":{"name":"get_weather",)"
            R"("description":"The weather of a city.","parameters":{"type":"object",)"
            R"("properties":{"city":{"type":"string"}}}}}]})");
  EXPECT_EQ(calls_of(kChat, kAnswer), R"(get_weather/id1 {"city":"Rome"}; )");
  EXPECT_EQ(changed(R"({"messages":[]})",
                    [](auto& request) {
                      kChat.keep_answer(request, object_of(kAnswer));
                      kChat.add_tool_results(request, weather_result());
                      kChat.add_user_text(request, "Go on.");
                    }),
            R"({"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"id1",)"
            R"("type":"function","function":{"name":"get_weather","arguments":)"
            R"("{\"city\":\"Rome\"}"}}]},{"role":"tool","tool_call_id":"id1","content":"rain"},)"
            R"({"role":"user","content":"Go on."}]})");
}

}  // namespace
}  // namespace modus::models
