// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/model_messages.h"

#include <gtest/gtest.h>

namespace modus::host {
namespace {

json::Object object(std::string_view text) { return json::parse(text).value().as_object(); }
json::Value value(std::string_view text) { return json::parse(text).value(); }

json::Value input(std::string_view request) { return value(input_messages(object(request))); }
json::Value output(std::string_view answer) { return value(output_messages(object(answer))); }

TEST(ModelMessages, OfOpenAI) {
  EXPECT_EQ(input(R"({"messages":[{"role":"user","content":"Weather?"},
        {"role":"user","content":[{"type":"text","text":"Look:"},
          {"type":"image_url","image_url":{"url":"x"}}]},
        {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
          "function":{"name":"weather","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"c1","content":"rainy"}]})"),
            value(R"([{"role":"user","parts":[{"type":"text","content":"Weather?"}]},
        {"role":"user","parts":[{"type":"text","content":"Look:"}]},
        {"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"weather",
          "arguments":"{}"}]},
        {"role":"tool","parts":[{"type":"tool_call_response","id":"c1","result":"rainy"}]}])"));
  EXPECT_EQ(output(R"({"choices":[
        {"message":{"role":"assistant","content":"A"},"finish_reason":"stop"},
        {"message":{"role":"assistant","content":"B"},"finish_reason":"length"}]})"),
            value(R"([{"role":"assistant","parts":[{"type":"text","content":"A"}],
        "finish_reason":"stop"},{"role":"assistant","parts":[{"type":"text","content":"B"}],
        "finish_reason":"length"}])"));
}

TEST(ModelMessages, OfOpenAIsResponses) {
  EXPECT_EQ(input(R"({"input":"Hi","instructions":"Be kind."})"),
            value(R"([{"role":"user","parts":[{"type":"text","content":"Hi"}]}])"));
  EXPECT_EQ(system_instructions(object(R"({"instructions":"Be kind."})")),
            R"([{"type":"text","content":"Be kind."}])");
  EXPECT_EQ(output(R"({"status":"completed","output":[{"type":"reasoning"},
        {"type":"message","role":"assistant","content":[{"type":"output_text","text":"A"}]}]})"),
            value(R"([{"role":"assistant","parts":[{"type":"text","content":"A"}],
        "finish_reason":"completed"}])"));
}

TEST(ModelMessages, OfAnthropic) {
  const auto request = object(R"({"system":"Be kind.","messages":[
      {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"w","input":{"a":1}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"rainy"}]}]})");
  EXPECT_EQ(value(input_messages(request)),
            value(R"([{"role":"assistant","parts":[{"type":"tool_call","id":"t","name":"w",
        "arguments":{"a":1}}]},{"role":"user","parts":[{"type":"tool_call_response","id":"t",
        "result":"rainy"}]}])"));
  EXPECT_EQ(system_instructions(request), R"([{"type":"text","content":"Be kind."}])");
  const auto answer =
      object(R"({"content":[{"type":"text","text":"A"}],"stop_reason":"end_turn"})");
  EXPECT_EQ(value(output_messages(answer)),
            value(R"([{"role":"assistant","parts":[{"type":"text","content":"A"}],
        "finish_reason":"end_turn"}])"));
  EXPECT_EQ(finish_reasons(answer), std::vector<std::string>{"end_turn"});
}

TEST(ModelMessages, OfGemini) {
  EXPECT_EQ(input(R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]},
        {"role":"model","parts":[{"functionCall":{"name":"w","args":{}}}]}]})"),
            value(R"([{"role":"user","parts":[{"type":"text","content":"Hi"}]},
        {"role":"assistant","parts":[{"type":"tool_call","id":"","name":"w","arguments":{}}]}])"));
  EXPECT_EQ(output(R"({"candidates":[{"content":{"role":"model","parts":[{"text":"A"}]},
        "finishReason":"STOP"}]})"),
            value(R"([{"role":"assistant","parts":[{"type":"text","content":"A"}],
        "finish_reason":"STOP"}])"));
  EXPECT_EQ(system_instructions(object(R"({"systemInstruction":{"parts":[{"text":"x"}]}})")),
            R"([{"type":"text","content":"x"}])");
}

TEST(ModelMessages, OfBedrock) {
  EXPECT_EQ(input(R"({"messages":[{"role":"user","content":[{"text":"Hi"}]}]})"),
            value(R"([{"role":"user","parts":[{"type":"text","content":"Hi"}]}])"));
  EXPECT_EQ(output(R"({"output":{"message":{"role":"assistant","content":[{"text":"A"},
        {"toolUse":{"toolUseId":"t","name":"w","input":{}}}]}},"stopReason":"tool_use"})"),
            value(R"([{"role":"assistant","parts":[{"type":"text","content":"A"},
        {"type":"tool_call","id":"t","name":"w","arguments":{}}],"finish_reason":"tool_use"}])"));
  EXPECT_EQ(input(R"({"prompt":"Once"})"),
            value(R"([{"role":"user","parts":[{"type":"text","content":"Once"}]}])"));
  EXPECT_EQ(output(R"({"generation":" upon","stop_reason":"length"})"),
            value(R"([{"role":"assistant","parts":[{"type":"text","content":" upon"}],
        "finish_reason":"length"}])"));
}

TEST(ModelMessages, OfNobodyAreNone) {
  for (const std::string_view odd :
       {R"({})", R"({"messages":7,"choices":[1,{}],"system":{},"output":[{"content":1}]})",
        R"({"contents":[[]],"candidates":{},"content":false})"}) {
    EXPECT_TRUE(input_messages(object(odd)).starts_with("[")) << odd;
    EXPECT_TRUE(output_messages(object(odd)).starts_with("[")) << odd;
    EXPECT_TRUE(finish_reasons(object(odd)).empty()) << odd;
    EXPECT_EQ(system_instructions(object(odd)), "") << odd;
  }
}

}  // namespace
}  // namespace modus::host
