// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include <gtest/gtest.h>

#include "runtime/sandbox/testing.h"

namespace modus::sandbox {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kGuest = R"((module
  (import "modus_test" "double" (func $double (param i32) (result i32)))
  (import "modus_test" "double" (func $same (param i32) (result i32)))
  (import "modus_test" "note" (func $note (param i64 f64)))
  (memory (export "memory") 1)
  (func (export "twice") (param i32) (result i32)
    (i32.add (call $double (local.get 0)) (call $same (local.get 0))))
  (func (export "once") (param i32) (result i32)
    (i32.add (i32.const 1) (call $double (local.get 0))))
  (func (export "notes") (call $note (i64.const -5) (f64.const 2.5)))
  (func (export "helper") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))
  (func (export "slow_helper") (loop (br 0)))
  (func (export "calling_helper") (param i32) (result i32) (call $double (local.get 0)))
  (func (export "bad_helper") unreachable)))";

// A guest whose host functions are set per test.
class HostCalls : public testing::Test {
 protected:
  std::shared_ptr<const Program> program() {
    return bed_.program(kGuest,
                        [this](std::string_view module, std::string_view name,
                               const FunctionType&) -> HostFunction {
                          EXPECT_EQ(module, "modus_test");
                          return name == "double" ? double_ : note_;
                        });
  }
  static std::size_t index(Instance& instance, std::string_view name) {
    return *instance.module().find_function(name);
  }

  TestBed bed_{{.max_instances = 20}};
  HostFunction double_ = [](HostCall call) {
    const std::uint32_t value = call.arguments()[0].as_i32();
    call.finish([value](Instance&) { return WasmValue::i32(2 * value); });
  };
  HostFunction note_ = [](HostCall call) { call.finish([](Instance&) { return std::nullopt; }); };
};

TEST_F(HostCalls, MayAnswerAtOnce) {
  const auto result = bed_.run(program(), "twice", {WasmValue::i32(5)});
  ASSERT_TRUE(result) << result.error().describe();
  EXPECT_EQ(result->at(0).as_i32(), 20u);
}

TEST_F(HostCalls, PassEveryNumberType) {
  WasmValues seen;
  note_ = [&](HostCall call) {
    seen.assign(call.arguments().begin(), call.arguments().end());
    call.finish([](Instance&) { return std::nullopt; });
  };
  ASSERT_TRUE(bed_.run(program(), "notes"));
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(static_cast<std::int64_t>(seen[0].as_i64()), -5);
  EXPECT_EQ(seen[1].as_f64(), 2.5);
}

TEST_F(HostCalls, SuspendManyGuestsAtOnce) {
  std::vector<HostCall> waiting;
  double_ = [&](HostCall call) { waiting.push_back(std::move(call)); };
  const auto guests = program();
  std::vector<std::unique_ptr<Instance>> instances;
  std::vector<std::uint32_t> results(10);
  std::size_t done = 0;
  for (std::uint32_t i = 0; i < 10; ++i) {
    instances.push_back(*bed_.start(guests));
    const WasmValue argument = WasmValue::i32(i);
    instances[i]->call(index(*instances[i], "once"), {&argument, 1}, [&, i](auto result) {
      ASSERT_TRUE(result);
      results[i] = result->at(0).as_i32();
      ++done;
    });
  }
  ASSERT_TRUE(bed_.run_until([&] { return waiting.size() == 10; }));  // a tick may delay some
  EXPECT_EQ(done, 0u);
  for (auto call = waiting.rbegin(); call != waiting.rend(); ++call) {
    const std::uint32_t value = call->arguments()[0].as_i32();
    call->finish([value](Instance&) { return WasmValue::i32(100 + value); });
  }
  ASSERT_TRUE(bed_.run_until([&] { return done == 10; }));
  for (std::uint32_t i = 0; i < 10; ++i) EXPECT_EQ(results[i], 101 + i);
}

TEST_F(HostCalls, MayCallHelpersWhileFinishing) {
  std::optional<HostCall> waiting;
  double_ = [&](HostCall call) { waiting = std::move(call); };
  auto instance = *bed_.start(program());
  std::optional<std::uint32_t> result;
  const WasmValue argument = WasmValue::i32(7);
  instance->call(index(*instance, "once"), {&argument, 1},
                 [&](auto results) { result = results->at(0).as_i32(); });
  ASSERT_TRUE(bed_.run_until([&] { return waiting.has_value(); }));
  waiting->finish([](Instance& guest) -> Result<std::optional<WasmValue>> {
    std::uint32_t sum = 0;
    for (std::uint32_t i = 0; i < 100; ++i) {
      const WasmValue value = WasmValue::i32(i);
      MODUS_TRY(tripled, guest.call_now(index(guest, "helper"), {&value, 1}));
      sum += tripled[0].as_i32();
    }
    return WasmValue::i32(sum);
  });
  ASSERT_TRUE(bed_.run_until([&] { return result.has_value(); }));
  EXPECT_EQ(*result, 3 * 4950u + 1);
}

TEST_F(HostCalls, MayNotBeMadeByHelpersWithinOne) {
  note_ = [&](HostCall call) {
    call.finish([](Instance& guest) -> Result<std::optional<WasmValue>> {
      const WasmValue value = WasmValue::i32(4);
      MODUS_TRY(doubled, guest.call_now(index(guest, "calling_helper"), {&value, 1}));
      ADD_FAILURE() << "a helper called the host: " << doubled[0].as_i32();
      return std::nullopt;
    });
  };
  const auto result = bed_.run(program(), "notes");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kGuestTrap);
}

TEST_F(HostCalls, EndHelpersThatRunTooLongOrTrap) {
  const auto run = [&](std::string_view helper) {
    note_ = [=](HostCall call) {
      call.finish([=](Instance& guest) -> Result<std::optional<WasmValue>> {
        MODUS_TRY(nothing, guest.call_now(index(guest, helper), {}));
        (void)nothing;
        return std::nullopt;
      });
    };
    const auto result = bed_.run(program(), "notes");
    return result ? ErrorCode::kInternal : result.error().code();
  };
  EXPECT_EQ(run("slow_helper"), ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(run("bad_helper"), ErrorCode::kGuestTrap);
}

TEST_F(HostCalls, MayNotBeMadeByHelpersFromOutside) {
  double_ = [](HostCall) { ADD_FAILURE() << "a helper called the host"; };
  auto instance = *bed_.start(program());
  const WasmValue value = WasmValue::i32(4);
  const auto result = instance->call_now(index(*instance, "calling_helper"), {&value, 1});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kGuestTrap);
}

TEST_F(HostCalls, RunHelpersFromOutside) {
  auto instance = *bed_.start(program());
  const WasmValue value = WasmValue::i32(14);
  const auto result = instance->call_now(index(*instance, "helper"), {&value, 1});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->at(0).as_i32(), 42u);
}

TEST_F(HostCalls, TrapTheGuestWithAnError) {
  double_ = [](HostCall call) {
    call.finish([](Instance&) -> Result<std::optional<WasmValue>> {
      return fail(ErrorCode::kPermissionDenied, "not allowed");
    });
  };
  const auto result = bed_.run(program(), "once", {WasmValue::i32(1)});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kPermissionDenied);
  EXPECT_EQ(result.error().message(), "not allowed");
}

TEST_F(HostCalls, TrapTheGuestWhenDroppedOrAnsweredWithTheWrongType) {
  double_ = [](HostCall) {};
  EXPECT_EQ(bed_.run(program(), "once", {WasmValue::i32(1)}).error().code(), ErrorCode::kInternal);
  double_ = [](HostCall call) { call.finish([](Instance&) { return WasmValue::f64(1); }); };
  EXPECT_EQ(bed_.run(program(), "once", {WasmValue::i32(1)}).error().code(), ErrorCode::kInternal);
}

TEST_F(HostCalls, EndAtTheDeadlineWhileWaiting) {
  std::optional<HostCall> waiting;
  double_ = [&](HostCall call) { waiting = std::move(call); };
  const auto begin = std::chrono::steady_clock::now();
  const auto result =
      bed_.run(program(), "once", {WasmValue::i32(1)}, {.deadline = Deadline::after(50ms)});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kDeadlineExceeded);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 45ms);
  waiting.reset();
}

TEST_F(HostCalls, EndAtADeadlineThatHasMovedMeanwhile) {
  std::optional<HostCall> waiting;
  double_ = [&](HostCall call) { waiting = std::move(call); };
  const auto wait_for_end = [&](std::chrono::milliseconds first, std::chrono::milliseconds then) {
    auto instance = *bed_.start(program(), {.deadline = Deadline::after(first)});
    std::optional<Error> error;
    const WasmValue argument = WasmValue::i32(1);
    const auto begin = std::chrono::steady_clock::now();
    instance->call(index(*instance, "once"), {&argument, 1},
                   [&](auto results) { error = results.error(); });
    EXPECT_TRUE(bed_.run_until([&] { return waiting.has_value(); }));
    instance->set_deadline(Deadline::after(then));
    EXPECT_TRUE(bed_.run_until([&] { return error.has_value(); }));
    EXPECT_EQ(error->code(), ErrorCode::kDeadlineExceeded);
    waiting.reset();
    return std::chrono::steady_clock::now() - begin;
  };
  EXPECT_GE(wait_for_end(20ms, 80ms), 75ms);
  EXPECT_LT(wait_for_end(1h, 20ms), 30min);
}

TEST_F(HostCalls, AreCancelledWithTheInstance) {
  std::optional<HostCall> waiting;
  double_ = [&](HostCall call) { waiting = std::move(call); };
  auto instance = *bed_.start(program());
  const WasmValue argument = WasmValue::i32(1);
  instance->call(index(*instance, "once"), {&argument, 1},
                 [](auto) { ADD_FAILURE() << "called back after destruction"; });
  ASSERT_TRUE(bed_.run_until([&] { return waiting.has_value(); }));
  instance.reset();
  waiting->finish([](Instance&) -> Result<std::optional<WasmValue>> {
    ADD_FAILURE() << "finished in an instance that is gone";
    return std::nullopt;
  });
  bed_.loop().context().poll();
}

TEST_F(HostCalls, AreCancelledBetweenTheAnswerAndItsUse) {
  std::optional<HostCall> waiting;
  double_ = [&](HostCall call) { waiting = std::move(call); };
  auto instance = *bed_.start(program());
  const WasmValue argument = WasmValue::i32(1);
  instance->call(index(*instance, "once"), {&argument, 1},
                 [](auto) { ADD_FAILURE() << "called back after destruction"; });
  ASSERT_TRUE(bed_.run_until([&] { return waiting.has_value(); }));
  waiting->finish([](Instance&) -> Result<std::optional<WasmValue>> {
    ADD_FAILURE() << "finished in an instance that is gone";
    return std::nullopt;
  });
  instance.reset();
  bed_.loop().context().poll();
}

TEST_F(HostCalls, MayTrapWhileTheGuestWakesUp) {
  std::optional<HostCall> waiting;
  double_ = [&](HostCall call) { waiting = std::move(call); };
  auto instance = *bed_.start(program());
  std::optional<Error> error;
  const WasmValue argument = WasmValue::i32(1);
  instance->call(index(*instance, "once"), {&argument, 1},
                 [&](auto results) { error = results.error(); });
  ASSERT_TRUE(bed_.run_until([&] { return waiting.has_value(); }));
  waiting->finish([](Instance& guest) -> Result<std::optional<WasmValue>> {
    MODUS_CHECK(guest.call_now(index(guest, "bad_helper"), {}));
    return WasmValue::i32(0);
  });
  ASSERT_TRUE(bed_.run_until([&] { return error.has_value(); }));
  EXPECT_EQ(error->code(), ErrorCode::kGuestTrap);
  double_ = [](HostCall call) { call.finish([](Instance&) { return WasmValue::i32(1); }); };
  EXPECT_TRUE(bed_.run(program(), "once", {argument}));
}

TEST_F(HostCalls, LeaveALoopingGuestCancellable) {
  auto instance = *bed_.start(program());
  instance->call(index(*instance, "slow_helper"), {},
                 [](auto) { ADD_FAILURE() << "called back after destruction"; });
  for (int i = 0; i < 5; ++i) bed_.loop().context().run_one();
  instance.reset();
  bed_.loop().context().poll();
}

TEST_F(HostCalls, AStartThatWaitsCanBeDropped) {
  std::optional<HostCall> waiting;
  const auto waits =
      bed_.program(R"((module (import "m" "f" (func $f)) (start $f)))",
                   [&](std::string_view, std::string_view, const FunctionType&) -> HostFunction {
                     return [&](HostCall call) { waiting = std::move(call); };
                   });
  auto instance = Instance::create(bed_.loop(), waits, {});
  instance->start([](auto) { ADD_FAILURE() << "started after it was dropped"; });
  ASSERT_TRUE(bed_.run_until([&] { return waiting.has_value(); }));
  instance.reset();
  waiting->finish([](Instance&) { return std::nullopt; });
  bed_.loop().context().poll();
}

TEST_F(HostCalls, WorkInAStartSection) {
  std::uint32_t seen = 0;
  const auto started = bed_.program(
      R"((module (import "m" "f" (func $f (param i32))) (memory (export "memory") 1)
        (data (i32.const 8) "\2a")
        (func $go (call $f (i32.load (i32.const 8)))) (start $go)))",
      [&](std::string_view, std::string_view, const FunctionType&) -> HostFunction {
        return [&](HostCall call) {
          call.finish([&](Instance& guest) -> Result<std::optional<WasmValue>> {
            MODUS_TRY(bytes, guest.memory_at(8, 4));
            seen = load_le<std::uint32_t>(bytes.data());
            return std::nullopt;
          });
        };
      });
  ASSERT_TRUE(bed_.start(started));
  EXPECT_EQ(seen, 42u);
}

}  // namespace
}  // namespace modus::sandbox
