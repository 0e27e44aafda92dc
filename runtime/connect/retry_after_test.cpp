// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/retry_after.h"

#include <gtest/gtest.h>

namespace modus::connect {
namespace {

using namespace std::chrono_literals;

// Sun, 06 Nov 1994 08:49:37 GMT, the date of RFC 9110's examples.
constexpr auto kNow = std::chrono::system_clock::time_point(784'111'777s);

TEST(RetryAfterTest, ReadsSeconds) {
  EXPECT_EQ(parse_retry_after("0", kNow), 0ms);
  EXPECT_EQ(parse_retry_after("120", kNow), 120s);
  EXPECT_EQ(parse_retry_after("86401", kNow), 24h);
  EXPECT_EQ(parse_retry_after("99999999999999999999999", kNow), 24h);
}

TEST(RetryAfterTest, ReadsEachFormOfADate) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:47 GMT", kNow), 10s);
  EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-94 08:49:47 GMT", kNow), 10s);
  EXPECT_EQ(parse_retry_after("Sun Nov  6 08:49:47 1994", kNow), 10s);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:47 GMT", kNow + 250ms), 9'750ms);
}

TEST(RetryAfterTest, ADateThatIsOverMeansNow) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:36 GMT", kNow), 0ms);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 2044 08:49:36 GMT", kNow), 24h);
}

TEST(RetryAfterTest, IgnoresWhatIsNeither) {
  for (const char* value : {"", "soon", "-1", "1.5", "10 s", "Sun, 99 Foo 1994"})
    EXPECT_EQ(parse_retry_after(value, kNow), std::nullopt) << value;
}

}  // namespace
}  // namespace modus::connect
