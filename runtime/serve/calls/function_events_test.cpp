// SPDX-License-Identifier: Apache-2.0
// Subscriptions, from the query to the function that pushes.
#include <gtest/gtest.h>

#include "runtime/guest/testing.h"
#include "runtime/serve/calls/function_resolver.h"

namespace modus::serve {
namespace {

using guest::bed;

constexpr std::string_view kStream = "~lib/@hypermode/modus-sdk-as/assembly/stream/Stream";

// A stream of numbers stands at 104. `count` pushes its argument down to 1, `fail` pushes once and
// traps; both say "oops" on standard error before, and `count` once more at its end.
constexpr std::string_view kFunctions = R"(
  (data (i32.const 96) "\07\00\00\00\04\00\00\00")
  (data (i32.const 200) "\d8\00\00\00\0c\00\00\00")
  (data (i32.const 216) "Error: oops\n")
  (func $complain (drop (call $write (i32.const 2) (i32.const 200) (i32.const 1) (i32.const 208))))
  (func $push_value (param i32)
    (i32.store (i32.const 104) (local.get 0)) (drop (call $push (i32.const 104))))
  (func (export "count") (param i32) (result i32)
    (call $complain)
    (block $end (loop $next
      (br_if $end (i32.eqz (local.get 0)))
      (call $push_value (local.get 0))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br $next)))
    (call $complain)
    (i32.const 104))
  (func (export "fail") (param i32) (result i32)
    (call $push_value (local.get 0)) (call $complain) unreachable)
  (func (export "quiet") (param i32) (result i32)
    (call $push_value (local.get 0)) (i32.const 104)))";

class NoHost final : public functions::Host {
 public:
  bool provides(std::string_view) const override { return false; }
  void call(std::shared_ptr<functions::HostRequest>) override {}
};

std::shared_ptr<const AppVersion> app() {
  std::string exports;
  for (const std::string_view name : {"count", "fail", "quiet"}) {
    exports += fmt::format(
        R"({}"{}":{{"parameters":[{{"name":"x","type":"i32"}}],"results":[{{"type":"{}<i32>"}}]}})",
        exports.empty() ? "" : ",", name, kStream);
  }
  const auto wasm = guest::build(
      {.functions = std::string(kFunctions),
       .exports = "{" + exports + "}",
       .types = fmt::format(
           R"({{"{}<i32>":{{"id":7,"fields":[{{"name":"value","type":"i32"}}]}}}})", kStream),
       .imported = R"(
         (import "modus_streams" "push" (func $push (param i32) (result i32)))
         (import "wasi_snapshot_preview1" "fd_write"
           (func $write (param i32 i32 i32 i32) (result i32))))"});
  auto version = std::make_shared<AppVersion>();
  version->modules = functions::ModuleSet::of(
      functions::FunctionTable::load(bed().engine(), wasm, std::make_shared<NoHost>()).value());
  auto document = make_schema(*version->modules).value();
  for (const auto& field : document.fields.shown) {
    version->fields.emplace(std::pair(field.root, field.name),
                            functions::FunctionPlace{field.module, field.function});
  }
  version->endpoints.push_back({.declared = {},
                                .graphql = graphql::Engine::create(document.text).value(),
                                .trusted = nullptr});
  return version;
}

/// One subscription. Execution ids are taken out of what it gives.
class Subscription {
 public:
  explicit Subscription(std::string query, std::uint32_t limit = 10)
      : query_(std::move(query)), admission_({.limit = limit, .max_waiting = 0}) {
    graphql::Engine& engine = *version_->endpoints.front().graphql;
    stream_ = engine.stream(engine.prepare({query_}).value(), resolver_).value();
  }

  void ask() {
    answered_ = false;
    stream_->next([this](std::optional<std::string> response) {
      answered_ = true;
      answer_ = response.value_or("end");
    });
  }
  std::string next() {
    ask();
    EXPECT_TRUE(bed().run_until([this] { return answered_; }));
    constexpr std::string_view kId = R"("executionId":")";
    if (const auto at = answer_.find(kId); at != answer_.npos) answer_.erase(at + kId.size(), 20);
    return answer_;
  }
  void settle() {
    while (bed().loop().context().poll() > 0) {
    }
  }
  /// The client asks for an event and leaves when it comes.
  void leave_with_the_next() {
    bool left = false;
    stream_->next([&](const std::optional<std::string>&) {
      stream_.reset();
      left = true;
    });
    EXPECT_TRUE(bed().run_until([&] { return left; }));
  }
  void leave() { stream_.reset(); }
  bool has_place() { return static_cast<bool>(admission_.try_enter()); }

 private:
  const std::string query_;
  Log log_{{.threshold = LogLevel::kError}};
  functions::Admission admission_;
  const std::shared_ptr<const AppVersion> version_ = app();
  FunctionResolver resolver_{
      bed().loop(), admission_,      version_, {}, {}, FunctionResolver::Usage::kHidden,
      log_,         LogLevel::kDebug};
  std::unique_ptr<graphql::ResponseStream> stream_;
  bool answered_ = false;
  std::string answer_;
};

TEST(FunctionEvents, GiveEachValueAndThenTheEnd) {
  Subscription subscription("subscription { n: quiet(x: 5) }");
  EXPECT_EQ(subscription.next(),
            R"({"data":{"n":5},"extensions":{"invocations":{"n":{"executionId":""}}}})");
  EXPECT_EQ(subscription.next(), "end");
}

TEST(FunctionEvents, CarryTheErrorsLoggedBefore) {
  Subscription subscription("subscription { count(x: 2) }");
  constexpr std::string_view kOops = R"({"errors":[{"message":"oops","path":["count"]}],"data":)";
  constexpr std::string_view kRest =
      R"(,"extensions":{"invocations":{"count":{"executionId":""}}}})";
  EXPECT_EQ(subscription.next(), fmt::format("{}{}{}", kOops, R"({"count":2})", kRest));
  EXPECT_EQ(subscription.next(), fmt::format("{}{}{}", R"({"data":)", R"({"count":1})", kRest));
  EXPECT_EQ(subscription.next(), fmt::format("{}{}{}", kOops, "null", kRest))
      << "what was logged after the last value";
  EXPECT_EQ(subscription.next(), "end");
}

TEST(FunctionEvents, EndWithTheErrorOfTheCall) {
  Subscription subscription("subscription { fail(x: 1) }");
  EXPECT_TRUE(subscription.next().starts_with(R"({"data":{"fail":1})"));
  EXPECT_TRUE(subscription.next().starts_with(
      R"({"errors":[{"message":"oops","path":["fail"]},{"message":"wasm error: unreachable)"));
  EXPECT_EQ(subscription.next(), "end");
}

TEST(FunctionEvents, AreMadeWhenAskedFor) {
  Subscription subscription("subscription { count(x: 3) }", 1);
  subscription.settle();
  EXPECT_TRUE(subscription.has_place()) << "nothing runs before the first is asked for";
  subscription.next();
  subscription.settle();
  EXPECT_FALSE(subscription.has_place()) << "the function waits with the next";
}

TEST(FunctionEvents, EndTheCallWhenTheClientLeaves) {
  Subscription waiting("subscription { count(x: 3) }", 1);
  waiting.next();
  waiting.leave();
  EXPECT_TRUE(waiting.has_place());
  Subscription asking("subscription { count(x: 3) }", 1);
  asking.leave_with_the_next();
  EXPECT_TRUE(asking.has_place());
  Subscription last("subscription { quiet(x: 3) }", 1);
  last.next();
  last.leave_with_the_next();
  EXPECT_TRUE(last.has_place());
}

TEST(FunctionEvents, SayThatTheServerIsBusy) {
  Subscription refused("subscription { count(x: 3) }", 0);
  EXPECT_NE(refused.next().find("the server is busy"), std::string::npos);
  EXPECT_EQ(refused.next(), "end");
  Subscription left("subscription { count(x: 3) }", 0);
  left.leave_with_the_next();
}

TEST(AgentEvents, OfAnUnknownAgentAreOneError) {
  Subscription subscription(R"(subscription { agentEvent(agentId: "nope") { name } })");
  EXPECT_EQ(subscription.next(), R"({"errors":[{"message":"agent nope not found"}],"data":null})");
  EXPECT_EQ(subscription.next(), "end");
}

}  // namespace
}  // namespace modus::serve
