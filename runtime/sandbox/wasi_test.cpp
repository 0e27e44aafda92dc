// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/wasi.h"

#include <chrono>

#include <gtest/gtest.h>

#include "runtime/sandbox/testing.h"

namespace modus::sandbox {
namespace {

using namespace std::chrono_literals;

// A guest that passes each function on under the same name.
constexpr std::string_view kGuest = R"((module
  (import "wasi_snapshot_preview1" "clock_time_get"
    (func $clock_time_get (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_res_get" (func $clock_res_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_fdstat_get" (func $fd_fdstat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_prestat_get" (func $fd_prestat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $environ_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_sizes_get"
    (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff"
    (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_shutdown" (func $sock_shutdown (param i32 i32) (result i32)))
  (import "env" "Date.now" (func $now (result f64)))
  (memory (export "memory") 1)
  (export "clock_time_get" (func $clock_time_get)) (export "clock_res_get" (func $clock_res_get))
  (export "random_get" (func $random_get)) (export "fd_write" (func $fd_write))
  (export "fd_read" (func $fd_read)) (export "fd_fdstat_get" (func $fd_fdstat_get))
  (export "fd_prestat_get" (func $fd_prestat_get)) (export "fd_close" (func $fd_close))
  (export "environ_get" (func $environ_get)) (export "environ_sizes_get" (func $environ_sizes_get))
  (export "args_sizes_get" (func $args_sizes_get)) (export "poll_oneoff" (func $poll_oneoff))
  (export "sock_shutdown" (func $sock_shutdown))
  (func (export "path_open") (result i32)
    (call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 0)
      (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 8)))
  (export "now" (func $now))))";

class Wasi : public testing::Test {
 protected:
  void SetUp() override {
    auto instance =
        bed_.start(bed_.program(kGuest), {.deadline = Deadline::after(5s),
                                          .environment = {{"TZ", "UTC"}, {"CLAIMS", ""}},
                                          .output = [this](Stream stream, std::string_view text) {
                                            (stream == Stream::kStdout ? out_ : err_) += text;
                                          }});
    ASSERT_TRUE(instance) << instance.error().describe();
    instance_ = *std::move(instance);
  }

  static WasmValue value(std::uint32_t number) { return WasmValue::i32(number); }
  template <class... Numbers>
  std::uint32_t call(std::string_view function, Numbers... numbers) {
    const auto result = bed_.call(*instance_, function, {WasmValue::i32(numbers)...});
    if (result) return result->at(0).as_i32();
    ADD_FAILURE() << result.error().describe();
    return 0xffff;
  }
  std::uint32_t clock(std::uint32_t id, std::uint32_t to) {
    const auto result = bed_.call(*instance_, "clock_time_get",
                                  {WasmValue::i32(id), WasmValue::i64(0), WasmValue::i32(to)});
    return result ? result->at(0).as_i32() : 0xffff;
  }
  template <class T>
  T read(std::uint32_t at) {
    return load_le<T>(instance_->memory().data() + at);
  }
  template <class T>
  void write(std::uint32_t at, T number) {
    store_le(instance_->memory().data() + at, number);
  }
  void write_text(std::uint32_t at, std::string_view text) {
    std::memcpy(instance_->memory().data() + at, text.data(), text.size());
  }
  void write_clock_subscription(std::uint32_t at, std::uint64_t user_data, std::uint64_t timeout) {
    write<std::uint64_t>(at, user_data);
    write<std::uint8_t>(at + 8, 0);
    write<std::uint32_t>(at + 16, 1);
    write<std::uint64_t>(at + 24, timeout);
    write<std::uint16_t>(at + 40, 0);
  }

  TestBed bed_{{.max_instances = 4}};
  std::unique_ptr<Instance> instance_;
  std::string out_;
  std::string err_;
};

constexpr std::uint32_t kEnd = 65536;
constexpr std::uint32_t kFar = 0xfffffff8;

TEST_F(Wasi, TellsTheTime) {
  EXPECT_EQ(clock(0, 8), kSuccess);
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  EXPECT_NEAR(static_cast<double>(read<std::uint64_t>(8)) / 1e9,
              std::chrono::duration<double>(wall).count(), 5);
  EXPECT_EQ(clock(1, 16), kSuccess);
  EXPECT_GT(read<std::uint64_t>(16), 0u);
  EXPECT_EQ(clock(9, 8), kInvalid);
  EXPECT_EQ(clock(0, kEnd - 7), kFault);
  EXPECT_EQ(call("clock_res_get", 0, 8), kSuccess);
  const auto now = bed_.call(*instance_, "now");
  ASSERT_TRUE(now);
  EXPECT_NEAR(now->at(0).as_f64() / 1e3, std::chrono::duration<double>(wall).count(), 5);
}

TEST_F(Wasi, FillsWithRandomBytes) {
  EXPECT_EQ(call("random_get", 100, 64), kSuccess);
  EXPECT_NE(read<std::uint64_t>(100), read<std::uint64_t>(108));
  EXPECT_EQ(read<std::uint64_t>(164), 0u);
  EXPECT_EQ(call("random_get", kEnd - 3, 4), kFault);
  EXPECT_EQ(call("random_get", 8, 0xffffffffu), kFault);
}

TEST_F(Wasi, WritesOutput) {
  write_text(100, "hello world");
  write<std::uint32_t>(0, 100);
  write<std::uint32_t>(4, 6);
  write<std::uint32_t>(8, 106);
  write<std::uint32_t>(12, 5);
  EXPECT_EQ(call("fd_write", 1, 0, 2, 40), kSuccess);
  EXPECT_EQ(out_, "hello world");
  EXPECT_EQ(read<std::uint32_t>(40), 11u);
  EXPECT_EQ(call("fd_write", 2, 8, 1, 40), kSuccess);
  EXPECT_EQ(err_, "world");
  EXPECT_EQ(call("fd_write", 3, 0, 2, 40), kBadFile);
}

TEST_F(Wasi, RefusesHostileVectors) {
  write<std::uint32_t>(0, kFar);
  write<std::uint32_t>(4, 16);
  EXPECT_EQ(call("fd_write", 1, 0, 1, 40), kFault);
  EXPECT_EQ(call("fd_write", 1, kFar, 1, 40), kFault);
  EXPECT_EQ(call("fd_write", 1, 0, 0xffffffffu, 40), kInvalid);
  EXPECT_EQ(call("fd_write", 1, 0, 0x20000001u, 40), kInvalid);
  EXPECT_EQ(call("fd_write", 1, 0, 0, kEnd), kFault);
  EXPECT_EQ(out_, "");
}

TEST_F(Wasi, LimitsOneWrite) {
  for (std::uint32_t i = 0; i < 1024; ++i) {
    write<std::uint32_t>(i * 8, 16384);
    write<std::uint32_t>(i * 8 + 4, 49152);
  }
  EXPECT_EQ(call("fd_write", 1, 0, 1024, 16000), kSuccess);
  EXPECT_EQ(out_.size(), 1u << 20);
  EXPECT_EQ(read<std::uint32_t>(16000), 1u << 20);
}

TEST_F(Wasi, HasNoInputFilesOrArguments) {
  write<std::uint32_t>(40, 7);
  EXPECT_EQ(call("fd_read", 0, 0, 1, 40), kSuccess);
  EXPECT_EQ(read<std::uint32_t>(40), 0u);
  EXPECT_EQ(call("fd_read", 1, 0, 1, 40), kBadFile);
  EXPECT_EQ(call("fd_prestat_get", 3, 40), kBadFile);
  EXPECT_EQ(call("fd_close", 7), kBadFile);
  EXPECT_EQ(call("path_open"), kNoEntry);
  EXPECT_EQ(call("fd_fdstat_get", 1, 40), kSuccess);
  EXPECT_EQ(read<std::uint8_t>(40), 2u);
  EXPECT_EQ(call("fd_fdstat_get", 1, kEnd - 20), kFault);
  EXPECT_EQ(call("args_sizes_get", 40, 44), kSuccess);
  EXPECT_EQ(read<std::uint64_t>(40), 0u);
  EXPECT_EQ(call("args_sizes_get", kEnd, 44), kFault);
}

TEST_F(Wasi, ShowsTheEnvironment) {
  EXPECT_EQ(call("environ_sizes_get", 0, 4), kSuccess);
  EXPECT_EQ(read<std::uint32_t>(0), 2u);
  EXPECT_EQ(read<std::uint32_t>(4), 7u + 8u);
  EXPECT_EQ(call("environ_get", 16, 100), kSuccess);
  const auto text = [&](std::uint32_t at) {
    return std::string(reinterpret_cast<const char*>(instance_->memory().data()) + at);
  };
  EXPECT_EQ(text(read<std::uint32_t>(16)), "TZ=UTC");
  EXPECT_EQ(text(read<std::uint32_t>(20)), "CLAIMS=");
  EXPECT_EQ(call("environ_get", kEnd - 4, 100), kFault);
  EXPECT_EQ(call("environ_get", 16, kEnd - 8), kFault);
  EXPECT_EQ(call("environ_get", kFar, kFar), kFault);
}

TEST_F(Wasi, AnswersUnknownFunctions) { EXPECT_EQ(call("sock_shutdown", 1, 2), kNoSystemCall); }

TEST_F(Wasi, SleepsWithoutHoldingTheThread) {
  write_clock_subscription(0, 77, 60'000'000);
  write_clock_subscription(48, 88, 3'000'000'000);
  bool other_ran = false;
  Timer other(bed_.loop(), 10ms, [&] { other_ran = true; });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(call("poll_oneoff", 0, 200, 2, 400), kSuccess);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 60ms);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  EXPECT_TRUE(other_ran);
  EXPECT_EQ(read<std::uint32_t>(400), 1u);
  EXPECT_EQ(read<std::uint64_t>(200), 77u);
}

TEST_F(Wasi, PollsFilesAtOnce) {
  write<std::uint64_t>(0, 5);
  write<std::uint8_t>(8, 2);
  write<std::uint32_t>(16, 1);
  write_clock_subscription(48, 88, 3'000'000'000);
  write<std::uint64_t>(96, 6);
  write<std::uint8_t>(104, 1);
  write<std::uint32_t>(112, 9);
  EXPECT_EQ(call("poll_oneoff", 0, 200, 3, 400), kSuccess);
  EXPECT_EQ(read<std::uint32_t>(400), 2u);
  EXPECT_EQ(read<std::uint64_t>(200), 5u);
  EXPECT_EQ(read<std::uint16_t>(208), kSuccess);
  EXPECT_EQ(read<std::uint64_t>(232), 6u);
  EXPECT_EQ(read<std::uint16_t>(240), kBadFile);
}

TEST_F(Wasi, RefusesHostilePolls) {
  EXPECT_EQ(call("poll_oneoff", 0, 200, 0, 400), kInvalid);
  EXPECT_EQ(call("poll_oneoff", 0, 200, 0xffffffffu, 400), kInvalid);
  EXPECT_EQ(call("poll_oneoff", kEnd - 40, 200, 1, 400), kFault);
  EXPECT_EQ(call("poll_oneoff", 0, kEnd - 31, 1, 400), kFault);
  EXPECT_EQ(call("poll_oneoff", 0, 200, 1, kEnd - 3), kFault);
}

TEST_F(Wasi, StopsSleepingWithTheInstance) {
  write_clock_subscription(0, 1, 0xffffffffffffffff);
  instance_->call(*instance_->module().find_function("poll_oneoff"),
                  std::vector{value(0), value(200), value(1), value(400)},
                  [](auto) { ADD_FAILURE() << "called back after destruction"; });
  instance_.reset();
  bed_.loop().context().poll();
}

}  // namespace
}  // namespace modus::sandbox
