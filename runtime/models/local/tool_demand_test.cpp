// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/tool_demand.h"

#include <gtest/gtest.h>

#include "runtime/models/formats/openai_chat.h"
#include "runtime/models/formats/testing.h"

namespace modus::models::local {
namespace {

constexpr std::string_view kTools =
    R"({"type":"function","function":{"name":"price_of","description":"What it costs.","parameters":)"
    R"({"type":"object","properties":{"what":{"type":"string","description":"Its name."}}}}},)"
    R"({"type":"function","function":{"name":"walk","parameters":{"type":"object","properties":)"
    R"({"tree":{"$ref":"#/$defs/Tree"}},"$defs":{"Tree":{"type":"object"}}}}})";

json::Object request(std::string_view choice, std::string_view content = R"("Hi")") {
  return object_of(fmt::format(
      R"({{"messages":[{{"role":"user","content":{}}}],"tools":[{}],"tool_choice":{}}})", content,
      kTools, choice));
}

constexpr std::string_view kNamed = R"({"type":"function","function":{"name":"price_of"}})";

// What becomes of the request, or why it cannot be.
std::string put(json::Object request) {
  const auto demand = ToolDemand::of(request);
  if (!demand) return "error: " + demand.error().describe();
  if (!*demand) return "nothing";
  (*demand)->put_to(request);
  return json::to_text(request);
}

std::string read(std::string_view choice, std::string_view answer) {
  json::Object object = object_of(answer);
  (*ToolDemand::of(request(choice)))->read(object);
  return json::to_text(object);
}

TEST(ToolDemandTest, IsNoneWhereTheModelMayChoose) {
  for (const char* choice : {R"("auto")", R"("none")", "null", "1", R"({"type":"allowed_tools"})"})
    EXPECT_EQ(put(request(choice)), "nothing") << choice;
  EXPECT_EQ(put(object_of(R"({"messages":[]})")), "nothing");
}

TEST(ToolDemandTest, AsksForTheArgumentsOfTheOneTool) {
  EXPECT_EQ(
      put(request(kNamed)),
      R"({"messages":[{"role":"system","content":"Extract from the user's message, as JSON, )"
      R"(the arguments of price_of: what (Its name.). What it costs."},{"role":"user",)"
      R"("content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"call",)"
      R"("schema":{"type":"object","properties":{"what":{"type":"string","description":)"
      R"("Its name."}}}}}})");
}

TEST(ToolDemandTest, AsksForANameWhereThereAreSeveral) {
  const std::string sent = put(request(R"("required")"));
  EXPECT_TRUE(sent.contains(
      R"("schema":{"anyOf":[{"type":"object","properties":{"name":{"const":"price_of"},"arguments":)"
      R"({"type":"object","properties":{"what":{"type":"string","description":"Its name."}}}},)"
      R"("required":["name","arguments"],)"
      R"("additionalProperties":false},{"type":"object","properties":{"name":{"const":"walk"},)"
      R"("arguments":{"type":"object","properties":{"tree":{"$ref":"#/$defs/Tree"}}}},)"
      R"("required":["name","arguments"],"additionalProperties":false}],)"
      R"("$defs":{"Tree":{"type":"object"}}})"))
      << sent;
  EXPECT_TRUE(
      sent.contains(R"(\n- price_of: what (Its name.). What it costs.\n- walk: tree, by the JSON )"
                    R"(Schema {\"type\":\"object\",)"))
      << sent;
}

TEST(ToolDemandTest, AddsToWhatTheModelIsToldAlready) {
  const auto with = [](std::string_view role, std::string_view content) {
    json::Object asked = request(kNamed);
    asked["messages"] =
        json::Array{json::Object{{"role", role}, {"content", *json::parse(content)}}};
    return put(asked);
  };
  EXPECT_TRUE(with("system", R"("Be kind.")").contains(R"("content":"Be kind.\n\nExtract from )"));
  EXPECT_TRUE(with("developer", R"([{"type":"text","text":"a"}])")
                  .contains(R"("content":[{"type":"text","text":"a"},{"type":"text","text":"Ext)"));
}

TEST(ToolDemandTest, RefusesWhatIsNotOffered) {
  EXPECT_EQ(put(request(R"({"type":"function","function":{"name":"other"}})")),
            "error: tool_choice demands that the tool \"other\" be called, but the request offers "
            "no such tool");
  EXPECT_EQ(
      put(object_of(R"({"tool_choice":"required","tools":null})")),
      "error: tool_choice demands that a tool be called, but the request offers no such tool");
}

TEST(ToolDemandTest, ReadsAnswersAsCalls) {
  EXPECT_EQ(
      read(kNamed, R"({"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":)"
                   R"("{\"what\":\"tea\"}"},"finish_reason":"stop"}]})"),
      R"({"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":null,)"
      R"("tool_calls":[{"id":"call-x-0","type":"function","function":{"name":"price_of",)"
      R"("arguments":"{\"what\":\"tea\"}"}}]},"finish_reason":"tool_calls"}]})");
  const std::string several = read(
      R"("required")",
      R"({"choices":[{"message":{"content":"{\"name\":\"walk\",\"arguments\":{\"tree\":{}}}"}}]})");
  EXPECT_EQ(calls_of(OpenAiChat(), several), R"(walk/call--0 {"tree":{}}; )");
}

TEST(ToolDemandTest, PassesOnWhatWasCutOff) {
  const std::string cut =
      read(kNamed, R"({"choices":[{"message":{"content":"{\"wh"},"finish_reason":"length"}]})");
  EXPECT_EQ(calls_of(OpenAiChat(), cut), R"(price_of/call--0 {"wh; )");
  EXPECT_TRUE(cut.contains(R"("finish_reason":"length")"));
  EXPECT_EQ(calls_of(OpenAiChat(),
                     read(R"("required")", R"({"choices":[{"message":{"content":"{\"na"}}]})")),
            R"(/call--0 {"na; )");
}

}  // namespace
}  // namespace modus::models::local
