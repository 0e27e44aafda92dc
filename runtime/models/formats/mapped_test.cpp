// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/mapped.h"

#include <gtest/gtest.h>

#include "runtime/app/manifest.h"
#include "runtime/models/formats/testing.h"

namespace modus::models {
namespace {

// As modus.json has it.
MappedFormat mapped(std::string_view format) {
  const auto manifest = app::Manifest::parse(
      fmt::format(R"({{"models":{{"m":{{"connection":"c","path":"p","format":{}}}}},)"
                  R"("connections":{{"c":{{"type":"http","baseUrl":"https://c.example/"}}}}}})",
                  format));
  EXPECT_TRUE(manifest) << manifest.error().describe();
  return MappedFormat(manifest ? manifest->models[0].mapping
                               : std::make_shared<const app::FormatMapping>());
}

const MappedFormat& example() {
  static const MappedFormat format = mapped(R"({
    "request": {"body": {"options": {"safe": true}, "parts": [{}]},
                "members": {"model": "/options/name", "text": "/parts/0/say", "system": "/role",
                            "messages": "/history", "schema": "/shape", "max_tokens": "/limit/0"}},
    "response": {"text": "/out/0/say", "reason": "/out/0/why", "inputTokens": "/cost/in",
                 "outputTokens": "/cost/out", "cachedTokens": "/cost/old", "error": "/problem/text"},
    "stream": {"pathSuffix": "-live", "body": {"live": true}, "text": "/say", "done": "/end",
               "inputTokens": "/in", "outputTokens": "/out", "error": "/problem"}})");
  return format;
}

TEST(MappedFormatTest, WritesTheProvidersRequest) {
  EXPECT_EQ(
      *example().to_provider(
          R"({"model":"x","max_tokens":5,"messages":[{"role":"system","content":"Be short."},)"
          R"({"role":"user","content":[{"type":"text","text":"Hi"},{"type":"text",)"
          R"("text":" you"}]}],"response_format":{"json_schema":{"schema":{"a":1}}}})"),
      R"({"options":{"safe":true,"name":"x"},"parts":[{"say":"Hi you"}],"role":"Be short.",)"
      R"("history":[{"role":"system","content":"Be short."},{"role":"user","content":)"
      R"([{"type":"text","text":"Hi"},{"type":"text","text":" you"}]}],"shape":{"a":1},)"
      R"("limit":[5]})");
  EXPECT_EQ(*example().to_provider("{}"), R"({"options":{"safe":true},"parts":[{"say":""}]})");
  EXPECT_FALSE(example().to_provider("[]"));
}

TEST(MappedFormatTest, SaysWhatIsInTheWay) {
  const MappedFormat format =
      mapped(R"({"request":{"body":{"a":1},"members":{"text":"/a/b"}},"response":{"text":"/t"}})");
  EXPECT_EQ(format.to_provider("{}").error().message(),
            "\"text\" cannot be put at \"/a/b\" of the request: something else is on the way; "
            "check \"format\" in modus.json");
  std::string url = "u";
  json::Object request;
  EXPECT_TRUE(format.make_streaming(url, request).error().message().contains("has no \"stream\""));
}

TEST(MappedFormatTest, ReadsTheProvidersAnswer) {
  const auto answer = example().to_guest(
      R"({"out":[{"say":"Hello","why":"length"}],"cost":{"in":2,"out":3,"old":1}})");
  EXPECT_EQ(*answer,
            R"({"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",)"
            R"("content":"Hello"},"finish_reason":"length"}],"usage":{"prompt_tokens":2,)"
            R"("completion_tokens":3,"total_tokens":5,"prompt_tokens_details":)"
            R"({"cached_tokens":1}}})");
  EXPECT_EQ(example().usage_of(object_of(*answer)),
            (TokenUsage{.input = 2, .output = 3, .cached = 1}));
  EXPECT_EQ(*example().to_guest(R"({"problem":{"text":"no"}})"), R"({"problem":{"text":"no"}})");
  EXPECT_EQ(example().error_words(*json::parse(R"({"problem":{"text":"no"}})")), "no");
  EXPECT_EQ(example().error_to_guest(R"({"problem":{"text":"no"}})"),
            R"({"error":{"message":"no"}})");
  EXPECT_EQ(example().error_to_guest("no JSON"), "no JSON");
}

TEST(MappedFormatTest, StreamsAsDescribed) {
  EXPECT_EQ(streaming(example(), "https://c/p?q=1", R"({"messages":[]})"),
            R"(https://c/p-live?q=1 {"options":{"safe":true},"parts":[{"say":""}],"history":[],)"
            R"("live":true})");
  const Heard heard = hear(example(), Framing::kJsonLines,
                           "{\"say\":\"Hel\",\"end\":false}\r\n\n{\"say\":\"lo\"}\n"
                           "{\"end\":true,\"in\":1,\"out\":2}");
  EXPECT_EQ(heard.deltas, "text 0: Hel\ntext 0: lo\n");
  EXPECT_EQ(heard.end,
            R"({"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",)"
            R"("content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,)"
            R"("completion_tokens":2,"total_tokens":3}})");
  EXPECT_EQ(hear(example(), Framing::kJsonLines, "{\"say\":\"Hel\"}\n").end,
            "error: the stream ended before the answer was complete");
  EXPECT_EQ(hear(example(), Framing::kJsonLines, "{\"problem\":\"late\"}\n").end,
            "error: the provider broke the answer off with an error: late");
}

TEST(MappedFormatTest, SendsAllTurnsToWhoGetsTheLastTextAlone) {
  const auto next = [](const MappedFormat& format) {
    json::Object request = object_of(R"({"messages":[{"role":"user","content":"Hi"}]})");
    format.keep_answer(request, object_of(R"({"choices":[{"message":{"content":"Ho"}}]})"));
    format.add_user_text(request, "Again.");
    return json::to_text(request);
  };
  EXPECT_EQ(next(mapped(R"({"request":{"members":{"text":"/t"}},"response":{"text":"/t"}})")),
            R"({"messages":[{"role":"user","content":"Hi\n\nYou answered: Ho\n\nAgain."}]})");
  EXPECT_EQ(next(example()), R"({"messages":[{"role":"user","content":"Hi"},{"content":"Ho"},)"
                             R"({"role":"user","content":"Again."}]})");
}

TEST(MappedFormatTest, HasTheSupportThatIsDescribed) {
  json::Object request;
  EXPECT_EQ(example().ask_for(request, person_schema()), Support::kNative);
  EXPECT_EQ(example().offer_tools(request, weather_tool()), Support::kNone);
  const MappedFormat plain =
      mapped(R"({"request":{"members":{"text":"/t"}},"response":{"text":"/t"}})");
  EXPECT_EQ(plain.ask_for(request, person_schema()), Support::kNone);
}

}  // namespace
}  // namespace modus::models
