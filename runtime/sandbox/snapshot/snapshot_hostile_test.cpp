// SPDX-License-Identifier: Apache-2.0
// Bytes nobody meant as a module: taking a snapshot ends, and what it gives is valid.
#include <random>

#include <gtest/gtest.h>

#include "runtime/sandbox/snapshot/snapshot.h"
#include "runtime/sandbox/testing.h"
#include "runtime/sandbox/wasmtime.h"

namespace modus::sandbox {
namespace {

using namespace std::chrono_literals;

// Something of everything that is read or rewritten.
constexpr std::string_view kModule = R"((module $m
  (import "env" "seed" (func $seed (result f64)))
  (memory (export "memory") 1 3)
  (table 2 funcref)
  (elem (i32.const 0) $setup $other)
  (global $a (mut i32) (i32.const 1))
  (global $b i64 (i64.const -7))
  (global $c (mut f64) (f64.const 1.5))
  (global $d (mut v128) (v128.const i64x2 1 2))
  (data $passive "passive")
  (data $active (i32.const 100) "active")
  (func $setup (export "_initialize") (local i64 f32)
    (memory.init $passive (i32.const 0) (i32.const 0) (i32.const 7))
    (data.drop $passive)
    (global.set $c (call $seed))
    (block (br_table 0 0 (i32.const 1)))
    (drop (memory.grow (i32.const 1)))
    (global.set $d (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
    (call_indirect (i32.const 1)))
  (func $other (global.set $a (i32.add (global.get $a) (i32.const 41))))
  (func (export "get") (result i32) (global.get $a))
  (start $other)))";

const std::vector<std::byte>& original() {
  static const std::vector<std::byte> wasm = [] {
    auto made = wat_to_wasm(kModule);
    if (!made) throw std::runtime_error(made.error().describe());
    append_custom_section(*made, kSnapshotSection, "random");
    return *std::move(made);
  }();
  return wasm;
}

wasm_engine_t* engine() {
  static const EnginePtr engine(wasm_engine_new());
  return engine.get();
}

bool is_valid(Bytes wasm) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(wasm.data());
  return !ErrorPtr(wasmtime_module_validate(engine(), bytes, wasm.size()));
}

// Whether there is a snapshot, which must be right then.
bool try_snapshot(Bytes wasm) {
  const Snapshot snapshot =
      take_snapshot(wasm, {.memory_bytes = 1u << 20, .time = 200ms, .image_bytes = 4u << 20});
  EXPECT_TRUE(snapshot.wasm.empty() || snapshot.refusal.empty());
  if (snapshot.wasm.empty()) return false;
  EXPECT_TRUE(is_valid(snapshot.wasm));
  EXPECT_TRUE(is_valid(wasm));
  return true;
}

TEST(SnapshotHostileTest, TheWholeModuleHasASnapshot) {
  EXPECT_EQ(take_snapshot(original(), {}).refusal, "");
  EXPECT_TRUE(try_snapshot(original()));
}

TEST(SnapshotHostileTest, NoPrefixHasASnapshotThatIsNotAModule) {
  const Bytes whole = original();
  for (std::size_t size = 0; size < whole.size(); ++size) try_snapshot(whole.first(size));
  EXPECT_FALSE(try_snapshot({}));
  EXPECT_FALSE(try_snapshot(whole.first(4)));
}

TEST(SnapshotHostileTest, CountsThatLieAreNotBelieved) {
  for (const int id : {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12}) {
    std::vector<std::byte> wasm(original().begin(), original().begin() + 8);
    for (const int byte : {id, 5, 0xff, 0xff, 0xff, 0xff, 0x0f}) {
      wasm.push_back(static_cast<std::byte>(byte));
    }
    EXPECT_FALSE(try_snapshot(wasm));
  }
}

TEST(SnapshotHostileTest, MutatedModulesDoNoHarm) {
  std::mt19937 random(20240607);
  const auto below = [&](std::size_t end) { return random() % end; };
  constexpr int kRounds = 6000;
  int taken = 0;
  for (int round = 0; round < kRounds; ++round) {
    auto wasm = original();
    for (std::size_t left = 1 + below(3); left > 0; --left) {
      const std::size_t at = below(wasm.size());
      const auto place = wasm.begin() + static_cast<std::ptrdiff_t>(at);
      switch (below(5)) {
        case 0: *place = static_cast<std::byte>(below(256)); break;
        case 1: *place ^= static_cast<std::byte>(1u << below(8)); break;
        case 2: *place = std::byte{0xff}; break;
        case 3: wasm.erase(place); break;
        default: wasm.insert(place, static_cast<std::byte>(below(256))); break;
      }
    }
    taken += try_snapshot(wasm);
  }
  EXPECT_GT(taken, kRounds / 100) << "most mutations no longer reach the rewriting";
}

}  // namespace
}  // namespace modus::sandbox
