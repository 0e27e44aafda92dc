// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/typed_answer.h"

#include <gtest/gtest.h>

#include "runtime/models/formats/anthropic_messages.h"
#include "runtime/models/formats/llama.h"
#include "runtime/models/formats/openai_chat.h"

namespace modus::host {
namespace {

const types::Type kNumber{.kind = types::Kind::kInt32};
const types::Type kItem{.kind = types::Kind::kRecord,
                        .name = "Item",
                        .short_name = "Item",
                        .fields = {{"n", &kNumber, {}}}};

json::Object object_of(std::string_view text) { return json::parse(text).value().as_object(); }

json::Object chat_answer(std::string_view content) {
  return {{"choices", json::Array{{{"message", {{"role", "assistant"}, {"content", content}}},
                                   {"finish_reason", "length"}}}}};
}

std::string read(const types::Type& type, std::string_view content) {
  const auto value = TypedAnswer::of(type).value().read(models::OpenAiChat(), chat_answer(content));
  return value ? *value : value.error().message();
}

TEST(TypedAnswerTest, FindsAnObjectAmongWords) {
  EXPECT_EQ(find_object_in(R"({"a":1})"), R"({"a":1})");
  EXPECT_EQ(find_object_in("Sure {well}:\n```json\n{\"a\": {\"b\": \"}\\\"\"}}\n``` {}"),
            "{\"a\": {\"b\": \"}\\\"\"}}");
  EXPECT_EQ(find_object_in(R"(x {"a": {"b": 1})"), R"({"a": {"b": 1})");
  EXPECT_EQ(find_object_in("none }"), "");
  EXPECT_EQ(find_object_in("{{{{"), "{{{{");
  EXPECT_EQ(find_object_in(R"({"a\)"), R"({"a\)");
}

TEST(TypedAnswerTest, ReadsValues) {
  EXPECT_EQ(read(kItem, R"({"n": 1.0})"), R"({"n":1})");
  EXPECT_EQ(read(kNumber, R"({"answer": 5})"), "5");
  EXPECT_EQ(read(kItem, R"({"n": "x"})"),
            "/n should be an integer from -2147483648 to 2147483647 but is the string \"x\"");
  EXPECT_EQ(read(kItem, "I do not know."), "it is not a JSON object");
  EXPECT_EQ(read(kItem, R"({"n": 1)"), "it ends before the value does, because of \"length\"");
}

TEST(TypedAnswerTest, AsksInWordsWhereAFormatHasNoOtherWay) {
  json::Object request = object_of(R"({"prompt":"How many?"})");
  TypedAnswer::of(kNumber).value().ask_for(models::LlamaGeneration(), request);
  EXPECT_EQ(request.at("prompt").as_string(),
            "How many?\n\nAnswer with JSON alone, without any other text, that fits this JSON "
            "Schema:\n{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"integer\","
            "\"minimum\":-2147483648,\"maximum\":2147483647}},\"required\":[\"answer\"],"
            "\"additionalProperties\":false}");
}

TEST(TypedAnswerTest, AsksAgainWhereTheAnswerStood) {
  const TypedAnswer typed = TypedAnswer::of(kItem).value();
  const Error problem(ErrorCode::kInvalidArgument, "it has no \"n\"");
  json::Object chat = object_of(R"({"messages":[]})");
  typed.ask_again(models::OpenAiChat(), chat, chat_answer("{}"), problem);
  EXPECT_EQ(chat.at("messages").at(1).at("content").as_string(),
            "That answer does not fit: it has no \"n\". Give the whole answer again, with this "
            "mended.");
  json::Object messages = object_of(R"({"messages":[]})");
  typed.ask_again(models::AnthropicMessages(), messages,
                  object_of(R"({"content":[{"type":"tool_use","id":"t1","name":"final_answer",)"
                            R"("input":{}}]})"),
                  problem);
  const json::Value& block = messages.at("messages").at(1).at("content").at(0);
  EXPECT_EQ(block.at("tool_use_id").as_string(), "t1");
  EXPECT_TRUE(block.at("is_error").as_bool());
}

}  // namespace
}  // namespace modus::host
