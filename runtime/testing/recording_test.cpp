// SPDX-License-Identifier: Apache-2.0
#include "runtime/testing/recording.h"

#include <fstream>

#include <gtest/gtest.h>

#include "runtime/app/temporary_folder_for_test.h"
#include "runtime/json/json.h"
#include "runtime/testing/piece_redaction.h"
#include "runtime/testing/redaction.h"

namespace modus::testing {
namespace {

using types::Value;

std::string back_and_forth(const Value& value) {
  types::BlockArena arena;
  const auto read = from_recorded(to_recorded(value), arena);
  return read ? to_recorded(*read) : read.error().describe();
}

TEST(Recording, KeepsEveryKindOfValue) {
  const std::string_view bytes("\xff\x00\xc3", 3);
  const Value items[] = {Value::null(),       Value::boolean(true),
                         Value::integer(-5),  Value::unsigned_integer(18446744073709551615u),
                         Value::number(0.5),  Value::string("Grüße \"😀\"\n"),
                         Value::string(bytes)};
  const types::Member members[] = {{"list", Value::list(items)}, {"empty", Value::string("")}};
  const std::string text = to_recorded(Value::object(members));
  EXPECT_TRUE(text.contains(R"({"$bytes":"/wDD"})")) << text;
  EXPECT_EQ(back_and_forth(Value::object(members)), text);
  types::BlockArena arena;
  EXPECT_EQ(from_recorded(text, arena)->find("list").as_list()[6].as_string(), bytes);
}

TEST(Recording, IsReadAsItWasWritten) {
  const app::TemporaryFolder folder;
  const auto file = folder.path() / "recordings/x.jsonl";
  EXPECT_EQ(Recording::read(file)->find("a"), nullptr);
  Recording recording;
  recording.set("a", {{.call = "m.f", .arguments = "[1]", .result = "2"}});
  recording.set(
      "b",
      {{.call = "m.g", .arguments = "[]", .error = Error(ErrorCode::kUnavailable, "it is away")}});
  ASSERT_TRUE(recording.write(file));
  auto read = *Recording::read(file);
  ASSERT_NE(read.find("a"), nullptr);
  EXPECT_EQ(read.find("a")->front().result, "2");
  EXPECT_EQ(read.find("b")->front().error->code(), ErrorCode::kUnavailable);
  EXPECT_EQ(read.find("b")->front().error->message(), "it is away");
  EXPECT_EQ(read.find("c"), nullptr);

  read.set("a", {});
  read.set("b", {});
  ASSERT_TRUE(read.write(file));
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(Recording, SaysWhichLineIsBad) {
  const app::TemporaryFolder folder;
  const auto file = folder.path() / "x.jsonl";
  const std::string good = R"({"v":1,"test":"a","call":"f","arguments":[],"result":null})";
  for (const std::string bad : {"{", "[]", R"({"v":2})", R"({"v":1,"test":"a"})",
                                R"({"v":1,"test":"a","call":"f","arguments":[]})"}) {
    std::ofstream(file) << good << '\n' << bad << '\n';
    const auto read = Recording::read(file);
    ASSERT_FALSE(read) << bad;
    EXPECT_TRUE(read.error().message().contains("x.jsonl, line 2: ")) << read.error().message();
  }
}

TEST(Recording, ShowsWhereACallDiffersFromTheNearest) {
  const RecordedCalls calls{{.call = "f", .arguments = R"(["b"])"},
                            {.call = "f", .arguments = R"(["a1"])"},
                            {.call = "g", .arguments = R"(["a2"])"}};
  const std::string text = describe_miss(&calls, "f", R"(["a2"])");
  EXPECT_TRUE(text.contains("recorded: [\"a1\"]\n  now:      [\"a2\"]")) << text;
  EXPECT_TRUE(describe_miss(nullptr, "f", "[]").contains("recorded: no call of it"));
}

TEST(Redaction, LeavesNoFormOfASecret) {
  const Redaction redaction(
      app::Environment(app::Environment::Variables{{"MODUS_API_KEY", "k/\"1"},
                                                   {"MODUS_API_KEY_LONG", "k/\"12"},
                                                   {"MODUS_DB_USER", "ada"},
                                                   {"HOME", "/home"},
                                                   {"MODUS_ENV", "dev"}}));
  EXPECT_EQ(redaction.apply("Bearer k/\"1."), "Bearer {{MODUS_API_KEY}}.");
  EXPECT_EQ(redaction.apply("k/\"12"), "{{MODUS_API_KEY_LONG}}");
  EXPECT_EQ(redaction.apply(R"({"key": "k/\"1"})"), R"({"key": "{{MODUS_API_KEY}}"})");
  EXPECT_EQ(redaction.apply("?k=k%2F%221&"), "?k={{MODUS_API_KEY}}&");
  EXPECT_EQ(redaction.apply("Basic YWRhOmsvIjE="), "Basic {{MODUS_DB_USER:MODUS_API_KEY}}");
  EXPECT_EQ(redaction.apply("/home dev"), "/home dev");

  types::BlockArena arena;
  const Value texts[] = {Value::string("ada"), Value::integer(1)};
  const types::Member members[] = {{"ada", Value::list(texts)}};
  EXPECT_EQ(to_recorded(redaction.apply(Value::object(members), arena)),
            R"({"{{MODUS_DB_USER}}":["{{MODUS_DB_USER}}",1]})");
}

TEST(Redaction, FindsSecretsThatAreCutBetweenPieces) {
  const Redaction redaction(
      app::Environment(app::Environment::Variables{{"MODUS_APP_TOKEN", "sesame street"}}));
  const auto piece = [](std::string stream, std::string_view text) {
    return RecordedCall{.call = "modus_models.nextDelta",
                        .arguments = std::move(stream),
                        .result = fmt::format(R"({{"kind":0,"index":0,"text":"{}"}})", text)};
  };
  RecordedCalls calls{piece("[1]", "open "), piece("[2]", "sesame "), piece("[1]", "sesame "),
                      piece("[2]", "seed"), piece("[1]", "street!")};
  redact_pieces(calls, redaction);
  const auto text = [&](std::size_t call) {
    return std::string(json::parse(calls[call].result)->at("text").as_string());
  };
  EXPECT_EQ(text(0), "open {{MODUS_APP_TOKEN}}!");
  EXPECT_EQ(text(2) + text(4), "");
  EXPECT_EQ(text(1) + text(3), "sesame seed") << "another stream";
}

}  // namespace
}  // namespace modus::testing
