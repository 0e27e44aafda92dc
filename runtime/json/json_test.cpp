// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>
#include <span>

#include "runtime/json/json.h"
#include "runtime/json/pointer.h"
#include "runtime/json/writer.h"

namespace modus::json {
namespace {

std::string number(double value) {
  Writer writer;
  writer.number(value);
  return writer.take();
}

TEST(IsValid, SaysWhetherATextParses) {
  const std::string deep(300, '[');
  for (const std::string_view text :
       {R"({"a": [1, -2.5e3, null, true, "\u00e9"]})", " 7 ", "", "{} {}", "[1,", "nul", "1e999",
        "{\"a\" 1}", "// no\n1", deep.c_str()})
    EXPECT_EQ(is_valid(text), parse(text).has_value()) << text;
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

std::string from_utf16(std::u16string_view text) {
  Writer writer;
  writer.utf16_string(std::as_bytes(std::span(text)));
  return writer.take();
}

std::string from_utf8(std::string_view text) {
  Writer writer;
  writer.string(text);
  return writer.take();
}

TEST(Writer, WritesUtf16LikeUtf8) {
  // Each at every place of a group of four, where the quick way ends.
  const std::pair<std::u16string, std::string> kParts[] = {
      {u"\"", "\""},     {u"\\", "\\"}, {u"\n", "\n"},         {u"\x1f", "\x1f"}, {u" ", " "},
      {u"\x7f", "\x7f"}, {u"é", "é"},   {u"\u07ff", "\u07ff"}, {u"日", "日"},     {u"😀", "😀"}};
  for (const auto& [wide, narrow] : kParts) {
    for (std::size_t before = 0; before < 9; ++before) {
      EXPECT_EQ(from_utf16(std::u16string(before, u'x') + wide + u"abcdefgh"),
                from_utf8(std::string(before, 'x') + narrow + "abcdefgh"));
    }
  }
  EXPECT_EQ(from_utf16(u""), "\"\"");
}

TEST(Writer, ReplacesLoneSurrogates) {
  EXPECT_EQ(from_utf16(std::u16string{0xd800}), "\"\xEF\xBF\xBD\"");
  EXPECT_EQ(from_utf16(std::u16string{0xdc00, u'a'}),
            "\"\xEF\xBF\xBD"
            "a\"");
  EXPECT_EQ(from_utf16(std::u16string{0xd800, 0xd83d, 0xde00}), "\"\xEF\xBF\xBD😀\"");
  Writer writer;
  writer.utf16_string(Bytes(reinterpret_cast<const std::byte*>("a\0b"), 3));
  EXPECT_EQ(writer.text(), "\"a\"");
}

TEST(Writer, KeepsPairsWholeInLongText) {
  for (std::size_t before = 1020; before < 1028; ++before) {
    EXPECT_EQ(from_utf16(std::u16string(before, u'x') + u"😀" + std::u16string(3000, u'"')),
              from_utf8(std::string(before, 'x') + "😀" + std::string(3000, '"')));
  }
}

TEST(Writer, EscapesKeys) {
  Writer writer;
  writer.begin_object();
  writer.key("plain");
  writer.null();
  writer.key("q\"é");
  writer.null();
  writer.end_object();
  EXPECT_EQ(writer.text(), "{\"plain\":null,\"q\\\"é\":null}");
}

TEST(Writer, WritesShortDecimalsLikeTheLibrary) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 200'000; ++i) {
    const auto digits = static_cast<std::int64_t>(random() >> (random() % 64));
    const double scale = std::pow(10.0, static_cast<double>(random() % 7));
    const double value = static_cast<double>(digits) / scale;
    if (value >= 1e21 || (value != 0 && value < 1e-6)) continue;
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, -value, std::chars_format::fixed).ptr;
    ASSERT_EQ(number(-value), std::string_view(text, end));
  }
}

TEST(Writer, WritesWholeFloatsLikeOthers) {
  EXPECT_EQ(number(-3), "-3");
  EXPECT_EQ(number(0), "0");
  EXPECT_EQ(number(123456789012345), "123456789012345");
  EXPECT_EQ(number(1234567890123456), "1234567890123456");
  Writer writer;
  writer.number(16777216.0f);
  EXPECT_EQ(writer.text(), "16777216");
}

TEST(Writer, IsFullBeyondItsLimit) {
  Writer writer(4);
  writer.string("ab");
  EXPECT_FALSE(writer.is_full());
  const auto mark = writer.mark();
  writer.null();
  EXPECT_TRUE(writer.is_full());
  writer.rewind(mark);
  EXPECT_FALSE(writer.is_full());
  EXPECT_FALSE(Writer().is_full());
}

TEST(Writer, TakesOverLargeTextAsItIs) {
  for (const std::size_t room : {0, 6, 7, 8, 1000}) {
    std::string large = '"' + std::string(100'000, 'x') + '"';
    std::string json;
    json.reserve(large.size() + room);
    json = large;
    const char* const place = json.data();
    Writer writer;
    writer.begin_array();
    writer.integer(12345);
    writer.take_over(std::move(json));
    writer.null();
    writer.end_array();
    if (room == 1000) EXPECT_EQ(writer.text().data(), place);
    EXPECT_EQ(writer.take(), "[12345," + large + ",null]");
  }
  Writer writer;
  writer.take_over("1");
  EXPECT_EQ(writer.text(), "1");
}

TEST(Pointer, NamesBecomeStepsAndBack) {
  EXPECT_EQ(escape_step("a/b~c~1"), "a~1b~0c~01");
  EXPECT_EQ(escape_step(""), "");
  for (const std::string_view name : {"", "plain", "~", "/", "~1", "~~01/", "a/b"})
    EXPECT_EQ(unescape_step(escape_step(name)), name);
  EXPECT_EQ(unescape_step("~2~"), "~2~") << "what is no escape stands for itself";
}

TEST(DescribeSize, TakesTheLargestUnitThatFits) {
  EXPECT_EQ(describe_size(16u << 20), "16 MB");
  EXPECT_EQ(describe_size(1536), "1536 bytes");
  EXPECT_EQ(describe_size(3072), "3 KB");
  EXPECT_EQ(describe_size(0), "0 bytes");
}

}  // namespace
}  // namespace modus::json
