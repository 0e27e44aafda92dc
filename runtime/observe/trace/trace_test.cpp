// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "runtime/observe/trace/span.h"
#include "runtime/observe/trace/tracer.h"

namespace modus::observe {
namespace {

constexpr std::string_view kParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0";

TraceContext parent(bool sampled) {
  return parse_trace_context(std::string(kParent) + (sampled ? "1" : "0"), "a=b").value();
}

class TracerTest : public testing::Test {
 protected:
  Tracer& tracer(TracerOptions options = {}) {
    tracer_ = std::make_unique<Tracer>(options, [this] { ++batches_; });
    return *tracer_;
  }
  std::unique_ptr<Tracer> tracer_;
  int batches_ = 0;
};

TEST_F(TracerTest, RecordsASpanAndThoseBeneathIt) {
  Tracer& all = tracer();
  {
    Span request(&all, {}, "request", SpanKind::kServer);
    request.set("count", std::int64_t{3});
    Span call(&all, request.context(), "call", SpanKind::kInternal);
    call.fail("TIMEOUT", "too slow");
  }
  const auto spans = all.next_batch();
  ASSERT_EQ(spans.size(), 2u);
  const SpanRecord& call = *spans[0];
  const SpanRecord& request = *spans[1];
  EXPECT_EQ(call.parent, request.context.span_id);
  EXPECT_EQ(call.context.trace_id, request.context.trace_id);
  EXPECT_EQ(request.parent, SpanId{});
  EXPECT_EQ(call.error, "too slow");
  EXPECT_EQ(std::get<std::string>(call.attributes[0].second), "TIMEOUT");
  EXPECT_EQ(std::get<std::int64_t>(request.attributes[0].second), 3);
  EXPECT_GE(request.duration, call.duration);
  EXPECT_FALSE(request.error);
}

TEST_F(TracerTest, ContinuesTheTraceOfAnother) {
  Span(&tracer(), parent(true), "x", SpanKind::kServer, ParentIs::kElsewhere).end();
  const auto spans = tracer_->next_batch();
  ASSERT_EQ(spans.size(), 1u);
  EXPECT_EQ(spans[0]->context.trace_id, parent(true).trace_id);
  EXPECT_EQ(spans[0]->parent, parent(true).span_id);
  EXPECT_TRUE(spans[0]->parent_is_remote);
  EXPECT_EQ(*spans[0]->context.state, "a=b");
}

TEST_F(TracerTest, PassesOnWhatIsNotSampled) {
  Span span(&tracer(), parent(false), "x", SpanKind::kServer);
  EXPECT_FALSE(span.is_recorded());
  EXPECT_EQ(span.context().span_id, parent(false).span_id);
  span.set("k", true);
  span.fail("E", "");
  span.end();
  EXPECT_TRUE(tracer_->next_batch().empty());
}

TEST_F(TracerTest, BeginsTracesThatAreNotSampledSoThatAllAgree) {
  const Span span(&tracer({.sampler = Sampler(0)}), {}, "x", SpanKind::kServer);
  EXPECT_FALSE(span.is_recorded());
  EXPECT_TRUE(span.context().is_valid());
  EXPECT_FALSE(span.context().is_sampled());
}

TEST_F(TracerTest, WithoutATracerPassesOnTheParent) {
  const Span span(nullptr, parent(true), "x", SpanKind::kServer);
  EXPECT_EQ(format_traceparent(span.context()), format_traceparent(parent(true)));
  EXPECT_FALSE(Span(nullptr, {}, "x", SpanKind::kServer).context().is_valid());
}

TEST_F(TracerTest, ASpanEndsOnce) {
  Span first(&tracer(), {}, "first", SpanKind::kServer);
  Span second = std::move(first);
  second.end();
  second.end();
  first = Span(tracer_.get(), {}, "third", SpanKind::kServer);
  second = std::move(first);
  second = {};
  EXPECT_EQ(tracer_->next_batch().size(), 2u);
}

TEST_F(TracerTest, DropsWhatIsTooMuchAndCountsIt) {
  Tracer& small = tracer({.max_queue = 3, .batch = 2});
  for (int i = 0; i < 5; ++i) Span(&small, {}, "x", SpanKind::kServer).end();
  EXPECT_EQ(small.dropped(), 2u);
  EXPECT_EQ(batches_, 1);
  EXPECT_EQ(small.next_batch().size(), 2u);
  EXPECT_EQ(small.next_batch().size(), 1u);
  EXPECT_TRUE(small.next_batch().empty());
}

TEST(Sampler, FollowsParentsUnlessToldOtherwise) {
  const TraceId trace = make_trace_id();
  EXPECT_TRUE(Sampler(0).samples(parent(true), trace));
  EXPECT_FALSE(Sampler(1).samples(parent(false), trace));
  EXPECT_FALSE(Sampler(0, Sampler::Parents::kIgnored).samples(parent(true), trace));
  EXPECT_TRUE(Sampler(1, Sampler::Parents::kIgnored).samples(parent(false), trace));
}

TEST(Sampler, SamplesAShare) {
  const Sampler tenth(0.1);
  const Sampler half(0.5);
  int sampled = 0;
  for (int i = 0; i < 10'000; ++i) {
    const TraceId trace = make_trace_id();
    if (!tenth.samples({}, trace)) continue;
    ++sampled;
    EXPECT_TRUE(half.samples({}, trace)) << "who samples more has all that others have";
  }
  EXPECT_GT(sampled, 800);
  EXPECT_LT(sampled, 1200);
  TraceId low{};
  low[0] = std::byte{1};
  EXPECT_TRUE(Sampler(1).samples({}, low));
}

}  // namespace
}  // namespace modus::observe
