// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/trace_headers.h"

#include <gtest/gtest.h>

namespace modus::connect {
namespace {

constexpr std::string_view kParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST(TraceHeaders, TellTheTrace) {
  Headers headers;
  add_trace(headers, observe::parse_trace_context(kParent, "a=b").value());
  EXPECT_EQ(headers, (Headers{{"traceparent", std::string(kParent)}, {"tracestate", "a=b"}}));
}

TEST(TraceHeaders, AreNoneWithoutATrace) {
  Headers headers;
  add_trace(headers, {});
  EXPECT_TRUE(headers.empty());
}

TEST(TraceHeaders, LeaveWhatTheCallerSays) {
  const Headers own{{"TraceParent", "mine"}};
  Headers headers = own;
  add_trace(headers, observe::parse_trace_context(kParent).value());
  EXPECT_EQ(headers, own);
}

}  // namespace
}  // namespace modus::connect
