// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "runtime/json/json.h"
#include "runtime/json/writer.h"

namespace modus::json {
namespace {

std::string number(double value) {
  Writer writer;
  writer.number(value);
  return writer.take();
}

TEST(Parse, NamesLineAndColumn) {
  const auto result = parse("{\n  \"a\": 1,\n  \"b\" 2\n}");
  ASSERT_FALSE(result);
  EXPECT_TRUE(result.error().message().starts_with("line 3, column 7: "))
      << result.error().message();
}

TEST(Parse, RefusesWhatIsLeftOver) {
  EXPECT_FALSE(parse("{} {}"));
  EXPECT_FALSE(parse(""));
  EXPECT_FALSE(parse("[1,2"));
}

TEST(Parse, ReadsCommentsOnlyWhenAsked) {
  constexpr std::string_view kText = "{ // name\n \"a\": [1, 2,], /* end */ }";
  EXPECT_FALSE(parse(kText));
  EXPECT_TRUE(parse(kText, Syntax::kComments));
}

TEST(Parse, StopsAtDeepNesting) {
  EXPECT_FALSE(parse(std::string(100'000, '[')));
  EXPECT_TRUE(parse(std::string(200, '[') + std::string(200, ']')));
}

TEST(Parse, KeepsIntegersExact) {
  EXPECT_EQ(parse("18446744073709551615")->as_uint64(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(parse("-9223372036854775808")->as_int64(), std::numeric_limits<std::int64_t>::min());
}

TEST(Parse, ReadsDoublesToTheLastBit) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const double value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    EXPECT_EQ(parse(fmt::format("[{:.17e}]", value))->as_array()[0].as_double(), value);
  }
  EXPECT_EQ(parse("0.1")->as_double(), 0.1);
  EXPECT_EQ(parse("-12.25e2 ")->as_double(), -1225);
}

TEST(Writer, SetsCommasAndColons) {
  Writer writer;
  writer.begin_object();
  writer.key("a");
  writer.begin_array();
  writer.integer(1);
  writer.begin_object();
  writer.end_object();
  writer.null();
  writer.end_array();
  writer.key("b");
  writer.boolean(true);
  writer.end_object();
  EXPECT_EQ(writer.text(), R"({"a":[1,{},null],"b":true})");
}

TEST(Writer, WritesNumbersAsTheContractSays) {
  EXPECT_EQ(number(1), "1");
  EXPECT_EQ(number(0.1), "0.1");
  EXPECT_EQ(number(-0.0), "-0");
  EXPECT_EQ(number(1e-6), "0.000001");
  EXPECT_EQ(number(1e-7), "1e-07");
  EXPECT_EQ(number(1e20), "100000000000000000000");
  EXPECT_EQ(number(1e21), "1e+21");
  EXPECT_EQ(number(5e-324), "5e-324");
  Writer writer;
  writer.number(0.1f);
  EXPECT_EQ(writer.text(), "0.1");
}

TEST(Writer, EscapesStringsAndMendsUtf8) {
  Writer writer;
  writer.string("\"\\\n\r\t\x01<é🎉>");
  EXPECT_EQ(writer.take(), "\"\\\"\\\\\\n\\r\\t\\u0001<é🎉>\"");
  writer.string(
      "a\xff"
      "b\xc3");
  EXPECT_EQ(writer.take(),
            "\"a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\"");
  writer.string("\xed\xa0\x80");  // an encoded surrogate
  EXPECT_EQ(writer.take(), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(Writer, RewindsToAMark) {
  Writer writer;
  writer.begin_array();
  writer.integer(1);
  const auto mark = writer.mark();
  writer.begin_object();
  writer.key("lost");
  writer.rewind(mark);
  writer.null();
  writer.end_array();
  EXPECT_EQ(writer.text(), "[1,null]");
}

}  // namespace
}  // namespace modus::json
