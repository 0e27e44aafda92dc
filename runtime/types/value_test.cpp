// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "runtime/types/value_json.h"
#include "runtime/types/value_parser.h"

namespace modus::types {
namespace {

std::string round_trip(std::string_view text) {
  Arena arena;
  json::Writer writer;
  write_json(writer, from_json(json::parse(text).value(), arena));
  return writer.take();
}

TEST(Value, SurvivesJson) {
  for (const std::string_view text :
       {"null", "true", "-1", "18446744073709551615", "1.5", "\"é\\u0000\"", "[1,[],{}]",
        R"({"a":{"b":[null]},"c":""})"}) {
    EXPECT_EQ(round_trip(text), text);
  }
}

TEST(Value, FindsMembers) {
  Arena arena;
  const Value value = from_json(json::parse(R"({"a":1,"b":null})").value(), arena);
  EXPECT_EQ(value.find("a").as_int(), 1);
  EXPECT_TRUE(value.find("b").is_null());
  EXPECT_TRUE(value.find("c").is_absent());
  EXPECT_TRUE(Value::integer(1).find("a").is_absent());
}

std::string reparsed(std::string_view text) {
  Arena arena;
  const auto value = parse_value(text, arena);
  if (!value) return value.error().message();
  json::Writer writer;
  write_json(writer, *value);
  return writer.take();
}

TEST(ParseValue, ReadsEveryKind) {
  for (const std::string_view text :
       {"null", "true", "false", "0", "-1", "9223372036854775807", "-9223372036854775808",
        "18446744073709551615", "1.5", "1e+30", "\"\"", "\"é\U0001f600\"", "[]", "{}",
        "[1,[2,[]],{},\"x\"]", R"({"a":{"b":[null]},"c":""})"}) {
    EXPECT_EQ(reparsed(text), text);
  }
  EXPECT_EQ(reparsed(" \t\r\n[ 1 , { \"a\" : 2 } ] \n"), R"([1,{"a":2}])");
  EXPECT_EQ(reparsed("[36893488147419103232,1e-400,-0.0]"), "[36893488147419103232,0,-0]");
}

TEST(ParseValue, BorrowsTextWithoutEscapes) {
  const std::string text = R"(["plain é","a\nb"])";
  Arena arena;
  const Value list = parse_value(text, arena).value();
  EXPECT_EQ(list.as_list()[0].as_string().data(), text.data() + 2);
  EXPECT_EQ(list.as_list()[1].as_string(), "a\nb");
}

TEST(ParseValue, DecodesEscapes) {
  EXPECT_EQ(reparsed(R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u65e5\ud83d\ude00")"),
            R"("\"\\/\u0008\u000c\n\r\tAé日😀")");
  for (const std::string_view text :
       {R"("\x")", R"("\u12")", R"("\u12g4")", R"("\ud83d")", R"("\ud83dx")", R"("\ud83d\u0041")",
        R"("\ude00")", R"("\u+123")", "\"\\", "\"\\\"", "\"a\nb\"", "\"\xff\"",
        "\"\xed\xa0\x80\""}) {
    Arena arena;
    EXPECT_FALSE(parse_value(text, arena)) << text;
  }
}

TEST(ParseValue, LetsTheLastOfRepeatedMembersCount) {
  EXPECT_EQ(reparsed(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
  std::string text = "{";
  for (int i = 0; i < 100; ++i) text += fmt::format("\"k{}\":{},", i % 50, i);
  text += "\"end\":0}";
  Arena arena;
  const Value value = parse_value(text, arena).value();
  EXPECT_EQ(value.as_object().size(), 51u);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(value.find(fmt::format("k{}", i)).as_int(), 50 + i);
}

TEST(ParseValue, NamesTheFaultAndItsPlace) {
  EXPECT_EQ(reparsed("{\n  \"a\": 1,\n  \"b\" 2\n}"), "line 3, column 7: syntax error");
  EXPECT_EQ(reparsed("[1,2"), "line 1, column 5: unexpected end of the document");
  EXPECT_EQ(reparsed("{} {}"), "line 1, column 4: unexpected text after the end of the document");
  EXPECT_EQ(reparsed("[1e999]"), "line 1, column 2: the number is out of range");
  for (const std::string_view text :
       {"",     " ",          "tru",   "nul",     "01",    "+1",  "1.",  ".5",    "1e", "-",
        "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\"}", "[1 2]", "'a'", "NaN", "//\n1", "]",  "\"abc"}) {
    Arena arena;
    EXPECT_FALSE(parse_value(text, arena)) << text;
  }
}

TEST(ParseValue, StopsAtDeepNesting) {
  EXPECT_EQ(reparsed(std::string(100'000, '[')),
            "line 1, column 258: the document is nested deeper than 256 levels");
  const std::string deepest = std::string(256, '[') + std::string(256, ']');
  EXPECT_EQ(reparsed(deepest), deepest);
}

TEST(ParseValue, ReadsDoublesToTheLastBit) {
  std::mt19937_64 random(7);
  Arena arena;
  for (int i = 0; i < 20'000; ++i) {
    const double value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    EXPECT_EQ(parse_value(fmt::format("{:.17e}", value), arena)->as_float(), value);
  }
}

TEST(Value, IsSameOnlyAtItsPlace) {
  const std::string one = "text";
  const std::string other = "text";
  EXPECT_TRUE(Value::string(one).is_same(Value::string(one)));
  EXPECT_FALSE(Value::string(one).is_same(Value::string(other)));
  EXPECT_FALSE(Value::integer(1).is_same(Value::number(1)));
  EXPECT_FALSE(Value::number(0.0).is_same(Value::number(-0.0)));
  EXPECT_TRUE(Value::boolean(true).is_same(Value::boolean(true)));
  EXPECT_FALSE(Value::null().is_same(Value()));
}

}  // namespace
}  // namespace modus::types
