// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/utf16.h"

#include <gtest/gtest.h>

namespace modus::guest {
namespace {

std::string there_and_back(std::string_view utf8) {
  std::string text;
  append_utf8(text, to_utf16(utf8));
  return text;
}

TEST(Utf16, KeepsEveryKindOfCodePoint) {
  for (const std::string_view text : {"", "a", "\x7f", "\u0080\u07ff", "\u0800\ud7ff\ue000\uffff",
                                      "\U00010000\U0010ffff", "mixed \u00e9 \u65e5 \U0001f600"}) {
    EXPECT_EQ(there_and_back(text), text);
  }
  EXPECT_EQ(there_and_back(std::string_view("\0x", 2)), std::string("\0x", 2));
}

TEST(Utf16, ReplacesWhatIsNoUtf8) {
  const std::string r = "\uFFFD";
  EXPECT_EQ(there_and_back("a\x80z"), "a" + r + "z");
  EXPECT_EQ(there_and_back("\xc0\xaf"), r + r);                  // overlong
  EXPECT_EQ(there_and_back("\xed\xa0\x80"), r + r + r);          // a surrogate
  EXPECT_EQ(there_and_back("\xf4\x90\x80\x80"), r + r + r + r);  // past U+10FFFF
  EXPECT_EQ(there_and_back("\xff"), r);
  EXPECT_EQ(there_and_back("\xe6\x97"), r + r);  // cut off
}

}  // namespace
}  // namespace modus::guest
