// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/model_span.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace modus::host {
namespace {

using observe::AttributeValue;
using observe::MessageContent;
using types::Value;

const Attributes kKnown = {
    {"model", "llm"},          {"provider", "openai"}, {"providerModel", "gpt"},
    {"inputTokens", "9"},      {"outputTokens", "12"}, {"cachedTokens", "4"},
    {"firstTokenUs", "20000"}, {"costMicros", "77"},   {"streamed", "true"}};
constexpr std::string_view kRequest =
    R"({"messages":[{"role":"user","content":"Hi"}],"temperature":0.5,"max_tokens":7,"top_p":1})";
constexpr std::string_view kAnswer =
    R"({"id":"c1","model":"gpt-1","choices":[{"message":{"content":"Ho"},"finish_reason":"stop"}]})";

class ModelSpanTest : public testing::Test {
 protected:
  std::unique_ptr<observe::SpanRecord> describe(const Attributes& known, std::string_view request,
                                                const Result<Value>& answer,
                                                MessageContent content = MessageContent::kLeftOut) {
    observe::Span span(&tracer_, {}, "modus_models.invokeModel", observe::SpanKind::kInternal);
    const std::array arguments{Value::string("llm"), Value::string(request)};
    describe_model_call(span, known, arguments, answer, content);
    span.end();
    return std::move(tracer_.next_batch().at(0));
  }

  static const AttributeValue* find(const observe::SpanRecord& span, std::string_view key) {
    const auto found =
        std::ranges::find(span.attributes, key, [](const auto& a) { return a.first; });
    return found == span.attributes.end() ? nullptr : &found->second;
  }

  observe::Tracer tracer_{{}, [] {}};
};

TEST_F(ModelSpanTest, SpeaksOfWhatTheConventionsName) {
  const auto span = describe(kKnown, kRequest, Value::string(kAnswer));
  EXPECT_EQ(span->name, "chat gpt");
  EXPECT_EQ(span->kind, observe::SpanKind::kClient);
  const auto expect = [&](std::string_view key, const AttributeValue& expected) {
    const AttributeValue* value = find(*span, key);
    ASSERT_NE(value, nullptr) << key;
    EXPECT_EQ(*value, expected) << key;
  };
  expect("gen_ai.operation.name", "chat");
  expect("gen_ai.provider.name", "openai");
  expect("gen_ai.request.model", "gpt");
  expect("gen_ai.request.temperature", 0.5);
  expect("gen_ai.request.top_p", 1.0);
  expect("gen_ai.request.max_tokens", std::int64_t{7});
  expect("gen_ai.request.stream", true);
  expect("gen_ai.response.id", "c1");
  expect("gen_ai.response.model", "gpt-1");
  expect("gen_ai.response.finish_reasons", std::vector<std::string>{"stop"});
  expect("gen_ai.response.time_to_first_chunk", 0.02);
  expect("gen_ai.usage.input_tokens", std::int64_t{9});
  expect("gen_ai.usage.output_tokens", std::int64_t{12});
  expect("gen_ai.usage.cache_read.input_tokens", std::int64_t{4});
  expect("modus.model.cost_micros", std::int64_t{77});
  expect("modus.model.name", "llm");
}

TEST_F(ModelSpanTest, KnowsSettingsByTheirNamesElsewhere) {
  for (const std::string_view request :
       {R"({"contents":[],"generationConfig":{"temperature":1,"topP":0.5,"topK":40,"seed":3,
            "maxOutputTokens":7,"stopSequences":["a","b"]}})",
        R"({"messages":[],"inferenceConfig":{"temperature":1,"topP":0.5,"topK":40,"seed":3,
            "maxTokens":7,"stopSequences":["a","b"]}})",
        R"({"messages":[],"temperature":1,"top_p":0.5,"top_k":40,"seed":3,
            "max_tokens":7,"max_completion_tokens":8,"stop":["a","b"]})"}) {
    const auto span = describe(kKnown, request, Value::null());
    const auto expect = [&](std::string_view key, const AttributeValue& expected) {
      EXPECT_EQ(std::ranges::count(span->attributes, key, [](const auto& a) { return a.first; }), 1)
          << key << " of " << request;
      if (const AttributeValue* value = find(*span, key)) EXPECT_EQ(*value, expected) << key;
    };
    expect("gen_ai.request.temperature", 1.0);
    expect("gen_ai.request.top_p", 0.5);
    expect("gen_ai.request.top_k", 40.0);
    expect("gen_ai.request.seed", std::int64_t{3});
    expect("gen_ai.request.max_tokens", std::int64_t{7});
    expect("gen_ai.request.stop_sequences", std::vector<std::string>{"a", "b"});
  }
  const auto alone = describe(kKnown, R"({"messages":[],"stop":"a"})", Value::null());
  EXPECT_EQ(*find(*alone, "gen_ai.request.stop_sequences"),
            AttributeValue(std::vector<std::string>{"a"}));
}

TEST_F(ModelSpanTest, LeavesTheTextsOut) {
  const auto quiet = describe(kKnown, kRequest, Value::string(kAnswer));
  EXPECT_EQ(find(*quiet, "gen_ai.input.messages"), nullptr);
  EXPECT_EQ(find(*quiet, "gen_ai.output.messages"), nullptr);
  const auto open = describe(kKnown, kRequest, Value::string(kAnswer), MessageContent::kCaptured);
  EXPECT_NE(find(*open, "gen_ai.input.messages"), nullptr);
  EXPECT_NE(find(*open, "gen_ai.output.messages"), nullptr);
}

TEST_F(ModelSpanTest, KnowsOtherOperations) {
  EXPECT_EQ(describe(kKnown, R"({"input":"x"})", Value::null())->name, "embeddings gpt");
  EXPECT_EQ(describe(kKnown, R"({"contents":[]})", Value::null())->name, "generate_content gpt");
  EXPECT_EQ(describe(kKnown, R"({"prompt":"x"})", Value::null())->name, "text_completion gpt");
  EXPECT_EQ(describe({{"model", "llm"}}, R"({"model":"gpt-2","messages":[]})", Value::null())->name,
            "chat gpt-2");
}

TEST_F(ModelSpanTest, TakesWhatIsNoJson) {
  const auto error = fail(ErrorCode::kUnavailable, "down");
  const auto span =
      describe({{"model", "llm"}, {"inputTokens", "many"}}, "{", error, MessageContent::kCaptured);
  EXPECT_EQ(find(*span, "gen_ai.usage.input_tokens"), nullptr);
  EXPECT_EQ(find(*span, "gen_ai.response.model"), nullptr);
  EXPECT_EQ(find(*span, "gen_ai.output.messages"), nullptr);
}

TEST_F(ModelSpanTest, LeavesOtherCallsAlone) {
  const auto span = describe({}, kRequest, Value::string(kAnswer));
  EXPECT_EQ(span->name, "modus_models.invokeModel");
  EXPECT_TRUE(span->attributes.empty());
}

}  // namespace
}  // namespace modus::host
