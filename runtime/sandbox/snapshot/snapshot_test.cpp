// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/snapshot/snapshot.h"

#include <gtest/gtest.h>

#include "runtime/sandbox/testing.h"

namespace modus::sandbox {
namespace {

using namespace std::chrono_literals;

TestBed& bed() {
  static TestBed bed;
  return bed;
}

std::vector<std::byte> to_wasm(std::string_view wat) {
  auto wasm = wat_to_wasm(wat);
  EXPECT_TRUE(wasm) << wasm.error().describe();
  return wasm.value_or(std::vector<std::byte>());
}

std::string refusal_of(Bytes wasm, const SnapshotLimits& limits = {}) {
  const Snapshot snapshot = take_snapshot(wasm, limits);
  EXPECT_TRUE(snapshot.wasm.empty());
  return snapshot.refusal;
}

std::string refusal_of(std::string_view wat, const SnapshotLimits& limits = {}) {
  return refusal_of(Bytes(to_wasm(wat)), limits);
}

// A program of the snapshot.
std::shared_ptr<const Program> restore(Bytes wasm) {
  const Snapshot snapshot = take_snapshot(wasm, {});
  EXPECT_EQ(snapshot.refusal, "");
  auto module = bed().engine().compile(snapshot.wasm);
  EXPECT_TRUE(module) << module.error().describe();
  if (!module) return nullptr;
  EXPECT_FALSE((*module)->find_function("_initialize"));
  return bed().link(*module);
}

std::shared_ptr<const Program> restore(std::string_view wat) {
  return restore(Bytes(to_wasm(wat)));
}

// The bits of a function's result in a fresh instance.
std::uint64_t answer(const std::shared_ptr<const Program>& program, std::string_view function,
                     WasmValues arguments = {}) {
  if (!program) return 0xdeadbeef;
  const auto result = bed().run(program, function, std::move(arguments));
  EXPECT_TRUE(result) << result.error().describe();
  return result && !result->empty() ? result->at(0).bits : 0xdeadbeef;
}

TEST(SnapshotTest, GlobalsOfEveryTypeKeepTheirBits) {
  const auto program = restore(R"((module
    (global $a (mut i32) (i32.const 1))
    (global $fixed i64 (i64.const 77))
    (global $b (mut i64) (i64.const 2))
    (global $c (mut f32) (f32.const 3))
    (global $d (mut f64) (f64.const 4))
    (global $e (mut v128) (v128.const i64x2 0 0))
    (global $negative (mut i32) (i32.const 0))
    (func (export "_initialize")
      (global.set $a (i32.const 0x7fffffff))
      (global.set $negative (i32.const -65))
      (global.set $b (i64.const 0x8000000000000001))
      (global.set $c (f32.reinterpret_i32 (i32.const 0x7fa00001)))
      (global.set $d (f64.reinterpret_i64 (i64.const 0xfff4000000000123)))
      (global.set $e (v128.const i64x2 0x1122334455667788 0x99aabbccddeeff00)))
    (func (export "a") (result i32) (global.get $a))
    (func (export "negative") (result i32) (global.get $negative))
    (func (export "fixed") (result i64) (global.get $fixed))
    (func (export "b") (result i64) (global.get $b))
    (func (export "c") (result i32) (i32.reinterpret_f32 (global.get $c)))
    (func (export "d") (result i64) (i64.reinterpret_f64 (global.get $d)))
    (func (export "low") (result i64) (i64x2.extract_lane 0 (global.get $e)))
    (func (export "high") (result i64) (i64x2.extract_lane 1 (global.get $e)))))");
  EXPECT_EQ(answer(program, "a"), 0x7fffffffu);
  EXPECT_EQ(static_cast<std::int32_t>(answer(program, "negative")), -65);
  EXPECT_EQ(answer(program, "fixed"), 77u);
  EXPECT_EQ(answer(program, "b"), 0x8000000000000001u);
  EXPECT_EQ(answer(program, "c"), 0x7fa00001u);  // signalling NaNs
  EXPECT_EQ(answer(program, "d"), 0xfff4000000000123u);
  EXPECT_EQ(answer(program, "low"), 0x1122334455667788u);
  EXPECT_EQ(answer(program, "high"), 0x99aabbccddeeff00u);
}

constexpr std::string_view kMemory = R"((module
  (memory (export "memory") 1 5)
  (data (i32.const 8) "original")
  (data (i32.const 100) "cleared")
  (func (export "_initialize")
    (drop (memory.grow (i32.const 2)))
    (i32.store (i32.const 12) (i32.const 0x11223344))
    (i64.store (i32.const 100) (i64.const 0))
    (i32.store8 (i32.const 65535) (i32.const 7))
    (i32.store8 (i32.const 65536) (i32.const 8))
    (i32.store8 (i32.const 196607) (i32.const 9)))
  (func (export "byte") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "word") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "change") (result i32)
    (i32.store (i32.const 12) (i32.add (i32.load (i32.const 12)) (i32.const 1)))
    (i32.load (i32.const 12)))
  (func (export "size") (result i32) (memory.size))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))))";

TEST(SnapshotTest, MemoryIsAsTheInitialisationLeftIt) {
  const auto program = restore(kMemory);
  const auto at = [](std::uint32_t address) { return WasmValues{WasmValue::i32(address)}; };
  EXPECT_EQ(answer(program, "size"), 3u);
  EXPECT_EQ(answer(program, "byte", at(8)), 'o');
  EXPECT_EQ(answer(program, "word", at(12)), 0x11223344u);
  EXPECT_EQ(answer(program, "word", at(100)), 0u);
  EXPECT_EQ(answer(program, "byte", at(65535)), 7u);
  EXPECT_EQ(answer(program, "byte", at(65536)), 8u);
  EXPECT_EQ(answer(program, "byte", at(196607)), 9u);
  EXPECT_EQ(answer(program, "byte", at(150000)), 0u);
}

TEST(SnapshotTest, AGrownMemoryKeepsItsMaximum) {
  const auto program = restore(kMemory);
  EXPECT_EQ(answer(program, "grow", {WasmValue::i32(2)}), 3u);
  EXPECT_EQ(answer(program, "grow", {WasmValue::i32(3)}), 0xffffffffu);
}

TEST(SnapshotTest, InstancesDoNotShareWhatTheyChange) {
  const auto program = restore(kMemory);
  EXPECT_EQ(answer(program, "change"), 0x11223345u);
  EXPECT_EQ(answer(program, "change"), 0x11223345u);
}

TEST(SnapshotTest, AStartSectionRunsOnceAndBeforeInitialize) {
  const auto program = restore(R"((module
    (global $n (mut i32) (i32.const 1))
    (func $start (global.set $n (i32.add (global.get $n) (i32.const 1))))
    (func (export "_initialize") (global.set $n (i32.mul (global.get $n) (i32.const 10))))
    (func (export "n") (result i32) (global.get $n))
    (start $start)))");
  EXPECT_EQ(answer(program, "n"), 20u);
}

TEST(SnapshotTest, AStartSectionAloneIsAnInitialisation) {
  const auto program = restore(R"((module
    (memory (export "memory") 1)
    (global $n (mut i32) (i32.const 1))
    (func $start (global.set $n (i32.const 5)) (i32.store (i32.const 0) (i32.const 6)))
    (func (export "sum") (result i32) (i32.add (global.get $n) (i32.load (i32.const 0))))
    (start $start)))");
  EXPECT_EQ(answer(program, "sum"), 11u);
}

TEST(SnapshotTest, TablesAndOtherExportsStay) {
  auto wasm = to_wasm(R"((module $named
    (type $number (func (result i32)))
    (table (export "table") 2 funcref)
    (elem (i32.const 0) $one $two)
    (global $n (mut i32) (i32.const 0))
    (global (export "reference") funcref (ref.func $two))
    (memory (export "memory") 1)
    (func $one (result i32) (i32.const 1))
    (func $two (result i32) (i32.const 2))
    (func $setup (export "_initialize") (export "again") (global.set $n (i32.const 1)))
    (func (export "pick") (result i32) (call_indirect (type $number) (global.get $n)))))");
  append_custom_section(wasm, "greeting", "hello");
  const auto program = restore(Bytes(wasm));
  EXPECT_EQ(answer(program, "pick"), 2u);
  auto module = bed().engine().compile(take_snapshot(wasm, {}).wasm);
  EXPECT_TRUE((*module)->find_function("again"));
  EXPECT_EQ((*module)->custom_section("greeting"), "hello");
}

// Segment 0 is passive and dropped, 1 passive and kept, 2 active (which drops it), 3 passive and
// dropped only by a function that has not run.
constexpr std::string_view kSegments = R"((module
  (memory (export "memory") 1)
  (data $dropped "aaaa")
  (data $kept "bbbb")
  (data $active (i32.const 40) "cccc")
  (data $later "dddd")
  (func (export "_initialize")
    (memory.init $dropped (i32.const 0) (i32.const 0) (i32.const 4))
    (data.drop $dropped))
  (func (export "drop") (data.drop $later))
  (func (export "byte") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "dropped") (memory.init $dropped (i32.const 8) (i32.const 0) (i32.const 1)))
  (func (export "active") (memory.init $active (i32.const 8) (i32.const 0) (i32.const 1)))
  (func (export "kept") (result i32)
    (memory.init $kept (i32.const 8) (i32.const 0) (i32.const 4)) (i32.load (i32.const 8)))
  (func (export "later") (result i32)
    (memory.init $later (i32.const 8) (i32.const 0) (i32.const 4)) (i32.load (i32.const 8)))))";

TEST(SnapshotTest, PassiveSegmentsStayUnlessTheyWereDropped) {
  const auto program = restore(kSegments);
  EXPECT_EQ(answer(program, "byte", {WasmValue::i32(3)}), 'a');
  EXPECT_EQ(answer(program, "byte", {WasmValue::i32(43)}), 'c');
  EXPECT_EQ(answer(program, "kept"), 0x62626262u);
  EXPECT_EQ(answer(program, "later"), 0x64646464u);
  EXPECT_FALSE(bed().run(program, "dropped"));
  EXPECT_FALSE(bed().run(program, "active"));
}

TEST(SnapshotTest, SegmentsTheCodeDoesNotNameGo) {
  std::string wat = R"((module (memory (export "memory") 1) (func (export "_initialize")))";
  for (int i = 0; i < 1000; ++i) wat += "(data (i32.const " + std::to_string(i * 8) + ") \"x\")";
  const auto wasm = to_wasm(wat + ")");
  const Snapshot snapshot = take_snapshot(wasm, {});
  EXPECT_EQ(snapshot.refusal, "");
  auto text =
      std::string_view(reinterpret_cast<const char*>(snapshot.wasm.data()), snapshot.wasm.size());
  // Kind, offset 0, end: the one segment left.
  EXPECT_NE(text.find(std::string_view("\1\0\x41\0\x0b", 5)), text.npos);
}

TEST(SnapshotTest, WhatHasNothingToInitialiseGetsNoSnapshotAndNoReason) {
  const Snapshot snapshot =
      take_snapshot(to_wasm("(module (memory 1) (func (export \"run\")))"), {});
  EXPECT_TRUE(snapshot.wasm.empty());
  EXPECT_EQ(snapshot.refusal, "");
}

TEST(SnapshotTest, ASnapshotHasNothingLeftToInitialise) {
  const Snapshot first = take_snapshot(to_wasm(kMemory), {});
  ASSERT_FALSE(first.wasm.empty());
  const Snapshot second = take_snapshot(first.wasm, {});
  EXPECT_TRUE(second.wasm.empty());
  EXPECT_EQ(second.refusal, "");
}

TEST(SnapshotTest, NamesThatWouldCollideDoNot) {
  const auto program = restore(R"((module
    (global $n (export "modus-snapshot-0") (mut i32) (i32.const 0))
    (memory (export "modus-snapshot--1") 1)
    (func (export "_initialize") (global.set $n (i32.const 3)))
    (func (export "n") (result i32) (global.get $n))))");
  EXPECT_EQ(answer(program, "n"), 3u);
}

TEST(SnapshotTest, EveryKindOfInstructionIsUnderstood) {
  const auto program = restore(R"((module
    (type $binary (func (param i32 i32) (result i32)))
    (memory (export "memory") 1)
    (table 3 funcref)
    (elem (i32.const 0) $add)
    (elem declare func $add)
    (global $base i32 (i32.const 6))
    (global $sum (mut i32) (i32.const 0))
    (func $add (type $binary) (i32.add (local.get 0) (local.get 1)))
    (func $pair (result i32 i64) (i32.const 1) (i64.const -9223372036854775808))
    (func $tail (param i32 i32) (result i32)
      (return_call $add (local.get 0) (local.get 1)))
    (func $tail_indirect (param i32 i32) (result i32)
      (return_call_indirect (type $binary) (local.get 0) (local.get 1) (i32.const 0)))
    (func $all (local f32 f64 v128 funcref i32)
      (block $out (block $in (br_table $in $out $in (i32.const 0))))
      (call $pair) (drop) (drop)
      (drop (block (result i32) (i32.const 1)))
      (drop (i32.const -2147483648))
      (local.set 0 (f32.const nan)) (local.set 1 (f64.const -0))
      (local.set 2 (v128.const i8x16 0x0b 0x26 3 4 5 6 7 8 9 10 11 12 13 14 15 0x26))
      (local.set 2 (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31 (local.get 2)
                                                                       (local.get 2)))
      (local.set 2 (v128.load8_lane offset=38 align=1 3 (i32.const 0) (local.get 2)))
      (v128.store (i32.const 64) (v128.load32_zero (i32.const 0)))
      (drop (i32x4.extract_lane 3 (i32x4.relaxed_trunc_f32x4_s (local.get 2))))
      (local.set 3 (ref.func $add)) (local.set 3 (ref.null func))
      (drop (ref.is_null (table.get 0 (i32.const 0))))
      (drop (select (result funcref) (local.get 3) (local.get 3) (i32.const 1)))
      (drop (select (i32.const 1) (i32.const 2) (i32.const 3)))
      (drop (table.size 0))
      (memory.copy (i32.const 0) (i32.const 8) (i32.const 8))
      (memory.fill (i32.const 200) (i32.const 38) (i32.const 8))
      (drop (i32.trunc_sat_f64_u (local.get 1)))
      (drop (i64.extend8_s (i64.const 255)))
      (loop) (if (i32.const 0) (then (unreachable)) (else (nop)))
      (global.set $sum
        (i32.add (call $tail (i32.const 1) (global.get $base))
                 (call $tail_indirect (i32.const 1) (i32.const 2)))))
    (func (export "_initialize") (call $all))
    (func (export "sum") (result i32) (global.get $sum))))");
  EXPECT_EQ(answer(program, "sum"), 10u);
}

// A module whose memory comes from an extended constant expression.
TEST(SnapshotTest, ExtendedConstantsAreUnderstood) {
  const auto program = restore(R"((module
    (memory (export "memory") 1)
    (global $base i32 (i32.add (i32.const 4) (i32.mul (i32.const 2) (i32.const 3))))
    (global $wide i64 (i64.sub (i64.const 4) (i64.const 3)))
    (data (offset (i32.add (global.get $base) (i32.const 2))) "z")
    (func (export "_initialize"))
    (func (export "z") (result i32) (i32.load8_u (i32.const 12)))))");
  EXPECT_EQ(answer(program, "z"), 'z');
}

TEST(SnapshotTest, WhatCannotBeRestoredIsRefused) {
  const auto with = [](std::string_view part) {
    return refusal_of("(module " + std::string(part) + " (func (export \"_initialize\")))");
  };
  EXPECT_EQ(with("(import \"a\" \"b\" (memory 1))"), "it imports a.b, which is not a function");
  EXPECT_EQ(with("(import \"a\" \"t\" (table 1 funcref))"),
            "it imports a.t, which is not a function");
  EXPECT_EQ(with("(import \"a\" \"g\" (global i32))"), "it imports a.g, which is not a function");
  EXPECT_EQ(with("(memory 1) (memory 1)"), "it has several memories");
  EXPECT_EQ(with("(memory i64 1)"), "its memory has 64-bit addresses");
  EXPECT_EQ(with("(memory 1 1 shared)"), "its memory is shared");
  EXPECT_EQ(with("(memory 1 1 (pagesize 1))"), "its memory is of a later WebAssembly");
  EXPECT_EQ(with("(global (mut funcref) (ref.null func))"), "its globals hold references");
  EXPECT_EQ(with("(global (mut externref) (ref.null extern))"), "its globals hold references");
  EXPECT_EQ(with("(tag (param i32))"), "it has sections of a later WebAssembly");
  EXPECT_EQ(with("(func (export \"_start\"))"),
            "it is a command, which runs from `_start` to its end");
}

TEST(SnapshotTest, CodeThatChangesTablesIsRefused) {
  for (const std::string_view code :
       {"(table.set 0 (i32.const 0) (ref.null func))",
        "(drop (table.grow 0 (ref.null func) (i32.const 1)))",
        "(table.fill 0 (i32.const 0) (ref.null func) (i32.const 1))",
        "(table.copy 0 0 (i32.const 0) (i32.const 0) (i32.const 1))",
        "(table.init 0 $e (i32.const 0) (i32.const 0) (i32.const 0))", "(elem.drop $e)"}) {
    const std::string wat =
        "(module (table 1 funcref) (elem $e func) (func (export "
        "\"_initialize\")) (func " +
        std::string(code) + "))";
    EXPECT_EQ(refusal_of(wat), "its code changes tables") << code;
  }
}

TEST(SnapshotTest, LaterInstructionsAreRefused) {
  EXPECT_EQ(refusal_of("(module (memory 1) (func (export \"_initialize\")) (func (result i32) "
                       "(i32.atomic.load (i32.const 0))))"),
            "its code has instructions of a later WebAssembly");
  // Types of several bytes must not shift the reading past an instruction.
  EXPECT_EQ(refusal_of("(module (type $f (func)) (table 1 funcref) (func (export \"_initialize\")) "
                       "(func (local (ref null $f))))"),
            "its code has instructions of a later WebAssembly");
  EXPECT_EQ(refusal_of("(module (type $f (func)) (func (export \"_initialize\")) "
                       "(func (drop (block (result (ref null $f)) (ref.null $f)))))"),
            "its code has instructions of a later WebAssembly");
}

TEST(SnapshotTest, AModuleThatFailsToStartIsRefused) {
  EXPECT_EQ(refusal_of("(module (func (export \"_initialize\") unreachable))"),
            "it traps while it starts");
  EXPECT_EQ(refusal_of("(module (func $s unreachable) (start $s))"), "it traps while it starts");
  EXPECT_EQ(refusal_of("(module (func $s (export \"_initialize\") (call $s)))"),
            "its calls nest too deep while it starts");
  EXPECT_TRUE(refusal_of("(module (func (export \"_initialize\") (param i32)))")
                  .starts_with("it does not start: "));
}

// As large functions of Go do that fill tables.
TEST(SnapshotTest, AnInitialisationMayTakeMuchStack) {
  const auto program = restore(R"((module
    (global $depth (mut i32) (i32.const 0))
    (func $nest (param i32)
      (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
      (if (local.get 0) (then (call $nest (i32.sub (local.get 0) (i32.const 1)))))
      (global.set $depth (i32.add (global.get $depth) (i32.const 1))))
    (func (export "_initialize") (call $nest (i32.const 30000)))
    (func (export "depth") (result i32) (global.get $depth))))");
  EXPECT_EQ(answer(program, "depth"), 60002u);
}

TEST(SnapshotTest, LimitsHold) {
  EXPECT_EQ(refusal_of("(module (func (export \"_initialize\") (loop (br 0))))", {.time = 50ms}),
            "it takes longer than 50 ms to start");
  EXPECT_TRUE(
      refusal_of("(module (memory 2) (func (export \"_initialize\")))", {.memory_bytes = 65536})
          .starts_with("it does not start: "));
  const std::string refusal = refusal_of(R"((module (memory 1) (func (export "_initialize")
    (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)))))",
                                         {.image_bytes = 1024});
  EXPECT_TRUE(refusal.starts_with("its snapshot would have 65")) << refusal;
  EXPECT_TRUE(refusal.ends_with(" bytes, more than 1 KB")) << refusal;
}

TEST(SnapshotTest, GrowthBeyondTheMemoryLimitFailsInsideTheGuest) {
  const auto wasm = to_wasm(R"((module (memory (export "memory") 1)
    (global $grown (mut i32) (i32.const 0))
    (func (export "_initialize") (global.set $grown (memory.grow (i32.const 1))))
    (func (export "grown") (result i32) (global.get $grown))))");
  const Snapshot snapshot = take_snapshot(wasm, {.memory_bytes = 65536});
  ASSERT_EQ(snapshot.refusal, "");
  auto module = bed().engine().compile(snapshot.wasm);
  ASSERT_TRUE(module);
  EXPECT_EQ(answer(bed().link(*module), "grown"), 0xffffffffu);
}

TEST(SnapshotTest, AReferenceThatOnlyTheExportAllowsIsRefused) {
  const auto wasm = to_wasm(R"((module
    (func $start (export "_initialize"))
    (func (export "null") (result i32) (ref.is_null (ref.func $start)))))");
  EXPECT_EQ(refusal_of(Bytes(wasm)), "its code refers to what only the initialisation needs");
}

}  // namespace
}  // namespace modus::sandbox
