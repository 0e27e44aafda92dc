// SPDX-License-Identifier: Apache-2.0
// Functions that push values, and whoever takes them.
#include <gtest/gtest.h>

#include "runtime/functions/call.h"
#include "runtime/guest/testing.h"
#include "runtime/observe/metrics/function_metrics.h"
#include "runtime/observe/trace/tracer.h"

namespace modus::functions {
namespace {

using guest::bed;

constexpr std::string_view kNumbers = "~lib/@hypermode/modus-sdk-as/assembly/stream/Stream<i32>";

// A stream of numbers stands at 104, with class 7; one of texts at 204, with class 8. `count`
// pushes the numbers from its argument down to 1 and traps when that is negative.
constexpr std::string_view kFunctions = R"(
  (data (i32.const 96) "\07\00\00\00\04\00\00\00")
  (data (i32.const 196) "\08\00\00\00\04\00\00\00")
  (func (export "count") (param i32) (result i32)
    (block $end (loop $next
      (br_if $end (i32.eqz (local.get 0)))
      (if (i32.lt_s (local.get 0) (i32.const 0)) (then unreachable))
      (i32.store (i32.const 104) (local.get 0))
      (drop (call $push (i32.const 104)))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br $next)))
    (i32.const 104))
  (func (export "trap") (param i32) (result i32)
    (drop (call $push (i32.const 104))) unreachable)
  (func (export "spin") (param i32) (result i32)
    (drop (call $push (i32.const 104))) (loop $on (br $on)) unreachable)
  (func (export "confuse") (param i32) (result i32)
    (drop (call $push (i32.const 204))) (i32.const 104))
  (func (export "lie") (param i32) (result i32)
    (drop (call $push (i32.const -4))) (i32.const 104))
  (func (export "kept") (result i32) (call $push (i32.const 104))))";

std::string exports() {
  std::string text = R"({"kept":{"results":[{"type":"i32"}]})";
  for (const std::string_view name : {"count", "trap", "spin", "confuse", "lie"}) {
    text += fmt::format(
        R"(,"{}":{{"parameters":[{{"name":"x","type":"i32"}}],"results":[{{"type":"{}"}}]}})", name,
        kNumbers);
  }
  return text + fmt::format(R"(,"f":{{"parameters":[{{"name":"x","type":"i32"}}],)"
                            R"("results":[{{"type":"i32"}}]}}}})");
}

std::string types() {
  return fmt::format(R"({{"{}":{{"id":7,"fields":[{{"name":"value","type":"i32"}}]}}}})", kNumbers);
}

class NoHost final : public Host {
 public:
  bool provides(std::string_view) const override { return false; }
  void call(std::shared_ptr<HostRequest>) override {}
};

std::shared_ptr<const FunctionTable> table() {
  const auto wasm = guest::build(
      {.functions = std::string(kFunctions),
       .exports = exports(),
       .types = types(),
       .imported = R"((import "modus_streams" "push" (func $push (param i32) (result i32))))"});
  auto loaded = FunctionTable::load(bed().engine(), wasm, std::make_shared<NoHost>());
  EXPECT_TRUE(loaded) << loaded.error().describe();
  return *std::move(loaded);
}

// One call and what came of it.
class Running final : public StreamTaker {
 public:
  explicit Running(std::string_view function, int argument = 0, CallContext context = CallContext{})
      : argument_(types::Value::integer(argument)), context_(std::move(context)) {
    const auto functions = table_->functions();
    const auto found = std::ranges::find(functions, function, &types::Signature::name);
    const bool is_stream = found->is_stream();
    call_.emplace(bed().loop(), admission, table_,
                  CallRequest{.function = static_cast<std::size_t>(found - functions.begin()),
                              .arguments = {&argument_, found->parameters.size()},
                              .context = &context_,
                              .taker = is_stream ? this : nullptr},
                  [this](CallOutcome outcome) { end = std::move(outcome); });
    call_->start();
  }

  void value_waits() override { ++announced; }

  /// The next value, or "end".
  std::string next() {
    bed().run_until([&] { return call_->has_value() || end; });
    return call_->has_value() ? call_->take().json : "end";
  }
  void settle() {
    while (bed().loop().context().poll() > 0) {
    }
  }
  void leave() { call_.reset(); }
  CallContext& context() { return context_; }

  Admission admission{{.limit = 1}};
  int announced = 0;
  std::optional<CallOutcome> end;

 private:
  const std::shared_ptr<const FunctionTable> table_ = table();
  const types::Value argument_;
  CallContext context_;
  std::optional<Call> call_;
};

TEST(Call, IsMeasuredOnce) {
  observe::Tracer tracer({}, [] {});
  observe::FunctionMetrics metrics(1);
  const CallContext context{.telemetry = {.tracer = &tracer, .functions = &metrics}};
  const auto executions = [&] {
    observe::Exposition page;
    metrics.write(page);
    const std::string text = page.take();
    constexpr std::string_view kName = "\nruntime_function_executions_num ";
    return text.substr(text.find(kName) + kName.size());
  };
  {
    Running ended("count", 1, context);
    while (ended.next() != "end") {
    }
    Running trapped("trap", 1, context);
    while (trapped.next() != "end") {
    }
    Running left("count", 2, context);
    EXPECT_EQ(left.next(), "2");
    EXPECT_EQ(executions(), "2\n");
  }
  EXPECT_EQ(executions(), "3\n");
  const auto spans = tracer.next_batch();
  ASSERT_EQ(spans.size(), 3u);
  EXPECT_EQ(spans[0]->name, "count");
  EXPECT_FALSE(spans[0]->error);
  EXPECT_TRUE(spans[1]->error);
  EXPECT_FALSE(spans[2]->error) << "who reads a stream may leave";
}

TEST(Stream, GivesEachValueAndThenEnds) {
  Running running("count", 3);
  EXPECT_EQ(running.next(), "3");
  EXPECT_EQ(running.next(), "2");
  EXPECT_EQ(running.next(), "1");
  EXPECT_EQ(running.next(), "end");
  EXPECT_FALSE(running.end->error);
  EXPECT_EQ(running.end->json, "null");
  EXPECT_EQ(running.announced, 3);
}

TEST(Stream, WaitsUntilItsValueIsTaken) {
  Running running("count", 2);
  running.settle();
  EXPECT_EQ(running.announced, 1);
  EXPECT_FALSE(running.end);
  EXPECT_FALSE(running.admission.try_enter()) << "it holds its place";
  EXPECT_EQ(running.next(), "2");
  running.settle();
  EXPECT_EQ(running.announced, 2);
  EXPECT_EQ(running.next(), "1");
}

TEST(Stream, EndsWhenItsTakerLeaves) {
  Running running("count", 3);
  running.settle();
  running.leave();
  EXPECT_TRUE(running.admission.try_enter());
}

TEST(Stream, AnnouncesNothingToATakerThatLeft) {
  Running running("count", 3);
  running.leave();
  running.settle();
  EXPECT_EQ(running.announced, 0);
}

TEST(Stream, MayEndWithATrap) {
  Running running("trap");
  EXPECT_EQ(running.next(), "0");
  EXPECT_EQ(running.next(), "end");
  EXPECT_TRUE(running.end->error->message().starts_with("wasm error: unreachable"));
}

TEST(Stream, IsHeldToItsDeadlineOnlyWhileItWorks) {
  Running running("spin", 0, {.deadline = Deadline::after(std::chrono::seconds(60))});
  running.settle();
  running.context().deadline = Deadline::after(std::chrono::milliseconds(-1));
  running.settle();
  EXPECT_FALSE(running.end) << "it waits for its taker, and that is not its fault";
  EXPECT_EQ(running.next(), "0");
  EXPECT_EQ(running.next(), "end");
  EXPECT_EQ(running.end->error->code(), ErrorCode::kDeadlineExceeded);
}

TEST(Stream, RefusesValuesLargerThanAResponse) {
  Running running("count", 1'000'000, {.max_response_bytes = 4});
  EXPECT_EQ(running.next(), "end");
  EXPECT_EQ(running.end->error->code(), ErrorCode::kResourceExhausted);
}

TEST(Stream, RefusesPushesToAnother) {
  Running confused("confuse");
  EXPECT_EQ(confused.next(), "end");
  EXPECT_EQ(confused.end->error->message(),
            "the function pushes to another stream, though its result is Stream<i32>");
  Running lying("lie");
  EXPECT_EQ(lying.next(), "end");
  EXPECT_EQ(lying.end->error->code(), ErrorCode::kGuestTrap);
}

TEST(Stream, IsKeptByTheGuestWhenNobodyTakes) {
  Running running("kept");
  EXPECT_EQ(running.next(), "end");
  EXPECT_EQ(running.end->json, "0") << "what the push told the guest";
}

}  // namespace
}  // namespace modus::functions
