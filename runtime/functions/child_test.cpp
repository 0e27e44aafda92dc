// SPDX-License-Identifier: Apache-2.0
// Calls that others make through their host.
#include <gtest/gtest.h>

#include <deque>
#include <utility>

#include "runtime/functions/call.h"
#include "runtime/guest/testing.h"

namespace modus::functions {
namespace {

using guest::bed;
using types::Value;

// `outer` gives what the host gives for its argument, `f` its argument; `spin` never ends.
constexpr std::string_view kFunctions = R"(
  (func (export "outer") (param i32) (result i32) (call $child (local.get 0)))
  (func (export "spin") (param i32) (result i32) (loop $on (br $on)) unreachable))";
constexpr std::string_view kSignature =
    R"({"parameters":[{"name":"x","type":"i32"}],"results":[{"type":"i32"}]})";

// Calls a function for the caller, with the argument less one; answers -1 when it cannot.
class ChildHost final : public Host {
 public:
  bool provides(std::string_view name) const override { return name == "test.child"; }

  void call(std::shared_ptr<HostRequest> request) override {
    for (int i = 0; i < times; ++i) heard += request->caller->add_message({"info", said}) ? 1 : 0;
    const auto exports = request->caller->convention().exports();
    const auto found = std::ranges::find(exports, function, &types::Signature::name);
    arguments_.push_back(Value::integer(request->arguments[0].as_int() - 1));
    auto child = request->caller->call(
        {.function = static_cast<std::size_t>(found - exports.begin()),
         .arguments = {&arguments_.back(), 1},
         .context = &request->caller->context()},
        [this, weak = std::weak_ptr(request)](CallOutcome outcome) {
          ended.push_back(outcome.error ? outcome.error->message() : outcome.json);
          answer(*weak.lock(), outcome.error ? -2 : std::stoi(outcome.json));
        });
    if (!child) {
      ended.push_back(child.error().message());
      return answer(*request, -1);
    }
    request->cancel = [this,
                       kept = std::make_shared<std::unique_ptr<ChildCall>>(*std::move(child))] {
      kept->reset();
      ++cancelled;
    };
  }

  std::string function = "f";
  std::vector<std::string> ended;
  int cancelled = 0;
  std::string said;  // by the caller, before all else
  int times = 0;
  int heard = 0;

 private:
  static void answer(HostRequest& request, int number) {
    auto done = std::move(request.done);
    const Task child = std::exchange(request.cancel, nullptr);
    done(Value::integer(number));
  }

  std::deque<Value> arguments_;
};

class ChildTest : public testing::Test {
 protected:
  ChildTest() {
    std::string exports;
    for (const std::string_view name : {"outer", "spin", "f"})
      exports += fmt::format("{}\"{}\":{}", exports.empty() ? "{" : ",", name, kSignature);
    const auto wasm = guest::build({.functions = std::string(kFunctions),
                                    .exports = exports + "}",
                                    .imports = fmt::format("{{\"test.child\":{}}}", kSignature),
                                    .imported = R"((import "test" "child"
                                        (func $child (param i32) (result i32))))"});
    auto loaded = FunctionTable::load(bed().engine(), wasm, host_);
    EXPECT_TRUE(loaded) << loaded.error().describe();
    table_ = *std::move(loaded);
  }

  std::unique_ptr<Call> start(std::string_view function, int argument) {
    argument_ = Value::integer(argument);
    const auto found = std::ranges::find(table_->functions(), function, &types::Signature::name);
    auto call = std::make_unique<Call>(
        bed().loop(), admission_, table_,
        CallRequest{.function = static_cast<std::size_t>(found - table_->functions().begin()),
                    .arguments = {&argument_, 1},
                    .context = &context_},
        [this](CallOutcome outcome) { end_ = std::move(outcome); });
    call->start();
    return call;
  }
  std::string run(std::string_view function, int argument) {
    const auto call = start(function, argument);
    bed().run_until([&] { return end_.has_value(); });
    return end_->error ? end_->error->message() : end_->json;
  }

  std::shared_ptr<ChildHost> host_ = std::make_shared<ChildHost>();
  std::shared_ptr<const FunctionTable> table_;
  Admission admission_{{.limit = 1}};
  CallContext context_;
  Value argument_;
  std::optional<CallOutcome> end_;
};

TEST_F(ChildTest, AnswersItsCallerThoughOnlyOneCallMayRun) { EXPECT_EQ(run("outer", 8), "7"); }

TEST_F(ChildTest, CallsNestSoDeepAndNoDeeper) {
  host_->function = "outer";
  EXPECT_EQ(run("outer", 8), "-1");
  EXPECT_EQ(host_->ended, (std::vector<std::string>{
                              "calls within calls are nested as deep as they may be (3 levels)",
                              "-1", "-1", "-1"}));
}

TEST_F(ChildTest, KeepsNoMoreMessagesThanMayBe) {
  for (const std::size_t length : {0u, 1000u, 900'000u, 2u << 20}) {
    *host_ = {};
    host_->said.assign(length, 'x');
    host_->times = length == 0 ? 20'000 : 1100;
    run("outer", 8);
    const auto messages = std::exchange(end_, std::nullopt)->messages;
    std::size_t bytes = 0;
    for (const Message& message : messages) bytes += sizeof message + message.text.size();
    EXPECT_LE(bytes, kMaxMessageBytes + 200);
    ASSERT_EQ(messages.size(), host_->heard + 1u);
    EXPECT_EQ(messages.back().text,
              "the rest of what was logged was dropped: it is longer than 1 MiB");
    EXPECT_EQ(host_->heard > 0, length < kMaxMessageBytes);
  }
}

TEST_F(ChildTest, EndsWithItsCaller) {
  host_->function = "spin";
  auto call = start("outer", 8);
  for (int i = 0; i < 10; ++i) bed().loop().context().run_one_for(std::chrono::milliseconds(5));
  EXPECT_EQ(host_->cancelled, 0);
  call.reset();
  EXPECT_EQ(host_->cancelled, 1);
  EXPECT_TRUE(host_->ended.empty());
  EXPECT_TRUE(admission_.nested()->try_enter());
}

}  // namespace
}  // namespace modus::functions
