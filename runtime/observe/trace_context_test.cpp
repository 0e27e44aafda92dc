// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/trace_context.h"

#include <gtest/gtest.h>

#include <set>

namespace modus::observe {
namespace {

constexpr std::string_view kParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST(TraceContext, IsReadAndWritten) {
  const auto context = parse_trace_context(kParent, "congo=t61rcWkgMzE");
  ASSERT_TRUE(context);
  EXPECT_EQ(to_hex(context->trace_id), "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(to_hex(context->span_id), "b7ad6b7169203331");
  EXPECT_TRUE(context->is_valid());
  EXPECT_TRUE(context->is_sampled());
  EXPECT_EQ(*context->state, "congo=t61rcWkgMzE");
  EXPECT_EQ(format_traceparent(*context), kParent);
  EXPECT_FALSE(TraceContext{}.is_valid());
}

TEST(TraceContext, TakesOnlyTheFlagItKnows) {
  const auto context =
      parse_trace_context("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-fe");
  ASSERT_TRUE(context);
  EXPECT_FALSE(context->is_sampled());
  EXPECT_TRUE(format_traceparent(*context).ends_with("-00"));
}

TEST(TraceContext, OfALaterVersionMayBeLonger) {
  EXPECT_TRUE(parse_trace_context("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
  EXPECT_TRUE(parse_trace_context("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"));
  EXPECT_FALSE(parse_trace_context("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more"));
}

TEST(TraceContext, IsRefusedWhenItIsNotExact) {
  for (const std::string_view wrong :
       {"", "00", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
        "00-0af7651916cd43dd8448eb211c80319cb-7ad6b7169203331-01",
        "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    EXPECT_FALSE(parse_trace_context(wrong)) << wrong;
}

TEST(TraceContext, LeavesOutAStateThatIsNoHeaderText) {
  EXPECT_FALSE(parse_trace_context(kParent, "a=b\r\nX-Evil: 1")->state);
  EXPECT_FALSE(parse_trace_context(kParent, std::string(513, 'a'))->state);
  EXPECT_FALSE(parse_trace_context(kParent)->state);
}

TEST(TraceContext, IdentifiersDiffer) {
  std::set<TraceId> traces;
  std::set<SpanId> spans;
  for (int i = 0; i < 1000; ++i) {
    traces.insert(make_trace_id());
    spans.insert(make_span_id());
  }
  EXPECT_EQ(traces.size(), 1000u);
  EXPECT_EQ(spans.size(), 1000u);
  EXPECT_FALSE(spans.contains(SpanId{}));
}

}  // namespace
}  // namespace modus::observe
