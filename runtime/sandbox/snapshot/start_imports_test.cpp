// SPDX-License-Identifier: Apache-2.0
// What a module may and may not do while it initialises for a snapshot.
#include <string>

#include <gtest/gtest.h>

#include "runtime/sandbox/snapshot/snapshot.h"
#include "runtime/sandbox/testing.h"

namespace modus::sandbox {
namespace {

// A module that imports one function, calls it while it starts and keeps its result in $result.
std::string module_calling(std::string_view module, std::string_view name, std::string_view type,
                           std::string_view code) {
  return "(module (import \"" + std::string(module) + "\" \"" + std::string(name) + "\" (func $f " +
         std::string(type) + ")) (memory (export \"memory\") 1)" +
         "(global $result (mut i32) (i32.const 99)) (func (export \"_initialize\") " +
         std::string(code) + ") (func (export \"result\") (result i32) (global.get $result)) " +
         "(func (export \"word\") (param i32) (result i32) (i32.load (local.get 0))))";
}

std::string wasi_call(std::string_view name, std::string_view parameters,
                      std::string_view arguments) {
  const std::string type = "(param " + std::string(parameters) + ") (result i32)";
  return module_calling("wasi_snapshot_preview1", name, type,
                        "(global.set $result (call $f " + std::string(arguments) + "))");
}

Snapshot snapshot_of(std::string_view wat, std::string_view renewed = "") {
  auto wasm = wat_to_wasm(wat);
  EXPECT_TRUE(wasm) << wasm.error().describe();
  if (!wasm) return {};
  if (!renewed.empty()) append_custom_section(*wasm, kSnapshotSection, renewed);
  return take_snapshot(*wasm, {});
}

const std::string kEnvironment =
    wasi_call("environ_sizes_get", "i32 i32", "(i32.const 16) (i32.const 20)");
const std::string kRandom = wasi_call("random_get", "i32 i32", "(i32.const 16) (i32.const 32)");
const std::string kTime =
    wasi_call("clock_time_get", "i32 i64 i32", "(i32.const 0) (i64.const 1) (i32.const 16)");
const std::string kMonotonic =
    wasi_call("clock_time_get", "i32 i64 i32", "(i32.const 1) (i64.const 1) (i32.const 16)");
const std::string kDate =
    module_calling("env", "Date.now", "(result f64)",
                   "(f64.store (i32.const 16) (call $f)) (global.set $result (i32.const 0))");
const std::string kSeed =
    module_calling("env", "seed", "(result f64)",
                   "(f64.store (i32.const 16) (call $f)) (global.set $result (i32.const 0))");

// Runs a function of the snapshot.
std::uint32_t run(const Snapshot& snapshot, std::string_view function, WasmValues arguments = {}) {
  static TestBed bed;
  EXPECT_EQ(snapshot.refusal, "");
  auto module = bed.engine().compile(snapshot.wasm);
  EXPECT_TRUE(module) << module.error().describe();
  if (!module) return 0xdeadbeef;
  const auto none = [](std::string_view, std::string_view, const FunctionType&) {
    return HostFunction([](HostCall) {});
  };
  const auto result = bed.run(bed.link(*module, none), function, std::move(arguments));
  EXPECT_TRUE(result) << result.error().describe();
  return result ? result->at(0).as_i32() : 0xdeadbeef;
}

std::uint32_t word(const Snapshot& snapshot, std::uint32_t address) {
  return run(snapshot, "word", {WasmValue::i32(address)});
}

TEST(StartImportsTest, WhatWouldFreezeIsRefused) {
  EXPECT_EQ(snapshot_of(kEnvironment).refusal, "it reads the environment while it starts");
  EXPECT_EQ(snapshot_of(kRandom).refusal, "it draws random numbers while it starts");
  EXPECT_EQ(snapshot_of(kSeed).refusal, "it draws random numbers while it starts");
  EXPECT_EQ(snapshot_of(kTime).refusal, "it reads the time while it starts");
  EXPECT_EQ(snapshot_of(kDate).refusal, "it reads the time while it starts");
}

TEST(StartImportsTest, TheSectionAllowsOnlyWhatItNames) {
  EXPECT_EQ(snapshot_of(kEnvironment, "random time").refusal,
            "it reads the environment while it starts");
  EXPECT_EQ(snapshot_of(kRandom, "environment time").refusal,
            "it draws random numbers while it starts");
  EXPECT_EQ(snapshot_of(kTime, "environment random timer tim").refusal,
            "it reads the time while it starts");
}

TEST(StartImportsTest, WhatIsAllowedIsAnsweredTruthfully) {
  const Snapshot environment = snapshot_of(kEnvironment, "\n environment\t");
  EXPECT_EQ(run(environment, "result"), 0u);
  EXPECT_EQ(word(environment, 16), 0u);
  const Snapshot first = snapshot_of(kRandom, "time random"),
                 second = snapshot_of(kRandom, "random");
  EXPECT_EQ(run(first, "result"), 0u);
  EXPECT_NE(word(first, 16), word(second, 16));
  EXPECT_EQ(run(snapshot_of(kTime, "time"), "result"), 0u);
  EXPECT_NE(word(snapshot_of(kTime, "time"), 20), 0u);  // the high half
  EXPECT_NE(word(snapshot_of(kDate, "time"), 20), 0u);
  EXPECT_EQ(run(snapshot_of(kSeed, "random"), "result"), 0u);
}

TEST(StartImportsTest, TheMonotonicClockBeginsWithTheSnapshot) {
  const Snapshot snapshot = snapshot_of(kMonotonic, "time");
  EXPECT_EQ(word(snapshot, 20), 0u) << "more than four seconds have passed";
  EXPECT_NE(word(snapshot, 16), 0u);
}

TEST(StartImportsTest, HarmlessCallsAreAnswered) {
  constexpr std::uint32_t kSuccess = 0, kBadFile = 8;
  const auto result = [](const std::string& wat) { return run(snapshot_of(wat), "result"); };
  EXPECT_EQ(result(wasi_call("args_sizes_get", "i32 i32", "(i32.const 0) (i32.const 4)")),
            kSuccess);
  EXPECT_EQ(result(wasi_call("args_get", "i32 i32", "(i32.const 0) (i32.const 4)")), kSuccess);
  EXPECT_EQ(result(wasi_call("fd_prestat_get", "i32 i32", "(i32.const 3) (i32.const 4)")),
            kBadFile);
  EXPECT_EQ(result(wasi_call("fd_close", "i32", "(i32.const 7)")), kBadFile);
  EXPECT_EQ(result(wasi_call("sched_yield", "", "")), kSuccess);
  EXPECT_EQ(result(wasi_call("clock_res_get", "i32 i32", "(i32.const 0) (i32.const 8)")), kSuccess);
  const Snapshot file =
      snapshot_of(wasi_call("fd_fdstat_get", "i32 i32", "(i32.const 1) (i32.const 64)"));
  EXPECT_EQ(run(file, "result"), kSuccess);
  EXPECT_EQ(word(file, 64), 2u);  // a character device
}

TEST(StartImportsTest, EffectsEndTheSnapshot) {
  EXPECT_EQ(snapshot_of(wasi_call("fd_write", "i32 i32 i32 i32",
                                  "(i32.const 1) (i32.const 0) (i32.const 0) (i32.const 8)"))
                .refusal,
            "it writes output while it starts");
  EXPECT_EQ(snapshot_of(wasi_call("poll_oneoff", "i32 i32 i32 i32",
                                  "(i32.const 1) (i32.const 0) (i32.const 0) (i32.const 8)"))
                .refusal,
            "it waits while it starts");
  EXPECT_EQ(snapshot_of(module_calling("wasi_snapshot_preview1", "proc_exit", "(param i32)",
                                       "(call $f (i32.const 0))"))
                .refusal,
            "it exits while it starts");
  EXPECT_EQ(snapshot_of(wasi_call("path_open", "i32", "(i32.const 1)")).refusal,
            "it calls wasi_snapshot_preview1.path_open while it starts");
  EXPECT_EQ(snapshot_of(module_calling("modus_models", "getModelInfo", "(param i32) (result i32)",
                                       "(global.set $result (call $f (i32.const 1)))"))
                .refusal,
            "it calls modus_models.getModelInfo while it starts");
}

TEST(StartImportsTest, AKnownNameWithAnotherTypeIsNotAnswered) {
  EXPECT_EQ(snapshot_of(wasi_call("random_get", "i64 i32", "(i64.const 1) (i32.const 1)"), "random")
                .refusal,
            "it calls wasi_snapshot_preview1.random_get while it starts");
  EXPECT_EQ(
      snapshot_of(module_calling("wasi_snapshot_preview1", "random_get", "", "(call $f)"), "random")
          .refusal,
      "it calls wasi_snapshot_preview1.random_get while it starts");
}

TEST(StartImportsTest, ImportsThatAreNotCalledDoNotMatter) {
  EXPECT_EQ(run(snapshot_of(module_calling("modus_models", "invokeModel", "(param i32 i64)", "")),
                "result"),
            99u);
}

TEST(StartImportsTest, AddressesOutsideTheMemoryAreFaults) {
  constexpr std::uint32_t kFault = 21;
  const std::string all = "environment random time";
  const auto result = [&](const std::string& wat) { return run(snapshot_of(wat, all), "result"); };
  EXPECT_EQ(result(wasi_call("random_get", "i32 i32", "(i32.const 65530) (i32.const 7)")), kFault);
  EXPECT_EQ(result(wasi_call("random_get", "i32 i32", "(i32.const -1) (i32.const -1)")), kFault);
  EXPECT_EQ(result(wasi_call("args_sizes_get", "i32 i32", "(i32.const 0) (i32.const 65533)")),
            kFault);
  EXPECT_EQ(result(wasi_call("fd_fdstat_get", "i32 i32", "(i32.const 0) (i32.const 65513)")),
            kFault);
  EXPECT_EQ(result(wasi_call("clock_time_get", "i32 i64 i32",
                             "(i32.const 0) (i64.const 0) (i32.const 65529)")),
            kFault);
  EXPECT_EQ(result(wasi_call("environ_sizes_get", "i32 i32", "(i32.const -4) (i32.const 0)")),
            kFault);
}

}  // namespace
}  // namespace modus::sandbox
