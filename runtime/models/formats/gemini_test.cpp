// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/gemini.h"

#include <gtest/gtest.h>

#include "runtime/models/formats/testing.h"

namespace modus::models {
namespace {

const GeminiGenerate kGemini;

constexpr std::string_view kAnswer =
    R"({"candidates":[{"content":{"parts":[{"text":"Hm","thought":true},{"text":"I look."},)"
    R"({"functionCall":{"name":"get_weather","args":{"city":"Rome"}}}],"role":"model"},)"
    R"("finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":4,)"
    R"("thoughtsTokenCount":3,"cachedContentTokenCount":8,"totalTokenCount":17}})";

TEST(GeminiStreamTest, JoinsWhatIsTextAndKeepsTheRest) {
  const Heard heard = hear(
      kGemini, Framing::kServerSentEvents,
      sse({R"({"candidates":[{"content":{"parts":[{"text":"Hm","thought":true}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":2},"modelVersion":"g"})",
           R"({"candidates":[{"content":{"parts":[{"text":"Gr"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":2}})",
           R"({"candidates":[{"content":{"parts":[{"text":"üße"}],"role":"model"},"index":0}]})",
           R"({"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"S"}],"role":"model"},"index":0}]})",
           R"({"candidates":[{"content":{"parts":[{"text":"","thoughtSignature":"T"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":2,"candidatesTokenCount":5}})"}));
  EXPECT_EQ(heard.deltas, "reasoning 0: Hm\ntext 0: Gr\ntext 0: üße\ntool 2 f/: {\"a\":1}\n");
  EXPECT_EQ(heard.end,
            R"({"candidates":[{"content":{"parts":[{"text":"Hm","thought":true},{"text":"Grüße"},)"
            R"({"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"S"},)"
            R"({"text":"","thoughtSignature":"T"}],"role":"model"},"index":0,)"
            R"("finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":2,)"
            R"("candidatesTokenCount":5},"modelVersion":"g"})");
}

TEST(GeminiStreamTest, TellsErrorsAndBrokenStreams) {
  const auto end = [](std::string_view event) {
    return hear(kGemini, Framing::kServerSentEvents, sse({event})).end;
  };
  EXPECT_EQ(end(R"({"error":{"code":503,"message":"Busy","status":"UNAVAILABLE"}})"),
            "error: the provider broke the answer off with an error: Busy");
  EXPECT_EQ(end(R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}]})"),
            "error: the stream ended before the answer was complete");
  EXPECT_EQ(end(R"({"promptFeedback":{"blockReason":"SAFETY"}})"),
            R"({"promptFeedback":{"blockReason":"SAFETY"}})");
}

TEST(GeminiTest, StreamsByTheAddress) {
  EXPECT_EQ(streaming(kGemini, "https://g/v1beta/models/m:generateContent", "{}"),
            "https://g/v1beta/models/m:streamGenerateContent?alt=sse {}");
  EXPECT_EQ(streaming(kGemini, "https://g/models/m:generateContent?key=k", "{}"),
            "https://g/models/m:streamGenerateContent?key=k&alt=sse {}");
  EXPECT_TRUE(
      streaming(kGemini, "https://g/models/m", "{}").starts_with("error: a Gemini model's"));
}

TEST(GeminiTest, ReadsAnswers) {
  EXPECT_EQ(text_of(kGemini, kAnswer), "I look.");
  EXPECT_EQ(text_of(kGemini, R"({"promptFeedback":{"blockReason":"SAFETY"}})"),
            "error: the answer holds no text (SAFETY)");
  EXPECT_EQ(text_of(kGemini, "{}"), "error: the answer holds no text");
  EXPECT_EQ(calls_of(kGemini, kAnswer), R"(get_weather/ {"city":"Rome"}; )");
  EXPECT_EQ(kGemini.usage_of(object_of(kAnswer)),
            (TokenUsage{.input = 10, .output = 7, .cached = 8}));
  EXPECT_EQ(kGemini.finish_reason_of(object_of(kAnswer)), "STOP");
  EXPECT_EQ(kGemini.error_words(*json::parse(R"([{"error":{"code":400,"message":"Bad"}}])")),
            "Bad");
}

TEST(GeminiTest, WritesRequests) {
  EXPECT_EQ(changed(R"({"generationConfig":{"topK":1,"responseSchema":{}}})",
                    [](auto& request) { kGemini.ask_for(request, person_schema()); }),
            R"({"generationConfig":{"topK":1,"responseJsonSchema":{"type":"object","properties":)"
            R"({"name":{"type":"string"}},"required":["name"],"additionalProperties":false},)"
            R"("responseMimeType":"application/json"}})");
  json::Object with_tools = object_of(R"({"tools":[{"googleSearch":{}}]})");
  EXPECT_EQ(kGemini.ask_for(with_tools, person_schema()), Support::kNone);
  EXPECT_EQ(changed("{}", [](auto& request) { kGemini.offer_tools(request, weather_tool()); }),
            R"({"tools":[{"functionDeclarations":[{"name":"get_weather","description":)"
            R"("The weather of a city.","parametersJsonSchema":{"type":"object","properties":)"
            R"({"city":{"type":"string"}}}}]}]})");
  EXPECT_EQ(changed(R"({"contents":[]})",
                    [](auto& request) {
                      kGemini.keep_answer(
                          request, object_of(R"({"candidates":[{"content":{"parts":)"
                                             R"([{"text":"a","thoughtSignature":"s"}]}}]})"));
                      kGemini.add_tool_results(request, weather_result());
                      kGemini.add_user_text(request, "Go on.");
                    }),
            R"({"contents":[{"role":"model","parts":[{"text":"a","thoughtSignature":"s"}]},)"
            R"({"role":"user","parts":[{"functionResponse":{"name":"get_weather","response":)"
            R"({"output":"rain"},"id":"id1"}}]},{"role":"user","parts":[{"text":"Go on."}]}]})");
}

TEST(GeminiTest, LeavesTheChoiceOfToolsToTheModel) {
  const auto freed = [](std::string_view request) {
    return changed(request, [](auto& r) { kGemini.free_tool_choice(r); });
  };
  EXPECT_EQ(freed(R"({"toolConfig":{"functionCallingConfig":{"mode":"ANY",)"
                  R"("allowedFunctionNames":["f"]}}})"),
            R"({"toolConfig":{"functionCallingConfig":{"mode":"AUTO"}}})");
  const std::string_view none = R"({"toolConfig":{"functionCallingConfig":{"mode":"NONE"}}})";
  EXPECT_EQ(freed(none), none);
  EXPECT_EQ(freed(R"({"toolConfig":{}})"), R"({"toolConfig":{}})");
}

}  // namespace
}  // namespace modus::models
