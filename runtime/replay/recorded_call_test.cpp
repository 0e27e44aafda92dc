// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/recorded_call.h"

#include <gtest/gtest.h>

namespace modus::replay {
namespace {

using types::Value;

std::string back_and_forth(const Value& value) {
  types::BlockArena arena;
  const auto read = from_recorded(to_recorded(value), arena);
  return read ? to_recorded(*read) : read.error().describe();
}

TEST(RecordedCall, KeepsEveryKindOfValue) {
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

TEST(RecordedCall, OfSeveralCallsIsReadAsItWasWritten) {
  const RecordedCalls calls{
      {.call = "m.f", .arguments = "[1]", .result = R"({"a":[]})"},
      {.call = "m.g", .arguments = "[]", .error = Error(ErrorCode::kUnavailable, "it is away")}};
  const auto read = read_calls(to_json(calls));
  ASSERT_TRUE(read) << read.error().describe();
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ(read->at(0).result, R"({"a":[]})");
  EXPECT_EQ(read->at(1).error->code(), ErrorCode::kUnavailable);
  for (const char* bad : {"{}", "[1]", "[", R"([{"call":"f"}])"})
    EXPECT_FALSE(read_calls(bad)) << bad;
}

TEST(RecordedCall, ShowsWhereACallDiffersFromTheNearest) {
  const RecordedCalls calls{{.call = "f", .arguments = R"(["b"])"},
                            {.call = "f", .arguments = R"(["a1"])"},
                            {.call = "g", .arguments = R"(["a2"])"}};
  const std::string text = describe_miss(&calls, "f", R"(["a2"])");
  EXPECT_TRUE(text.contains("recorded: [\"a1\"]\n  now:      [\"a2\"]")) << text;
  EXPECT_TRUE(describe_miss(nullptr, "f", "[]").contains("recorded: no call of it"));
}

}  // namespace
}  // namespace modus::replay
