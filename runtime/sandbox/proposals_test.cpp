// SPDX-License-Identifier: Apache-2.0
// What a module may be made of beyond what compilers for apps use. Whatever is not refused is held
// to the same limits.
#include <chrono>

#include <gtest/gtest.h>

#include "runtime/sandbox/testing.h"

namespace modus::sandbox {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMemory = 4u << 20;

TestBed& bed() {
  static TestBed bed({.max_instances = 4, .max_memory_bytes = kMemory});
  return bed;
}

// How a module fails: when it is compiled, linked or started, or its `f` is called.
std::string error_of(std::string_view text) {
  const auto wasm = wat_to_wasm(text);
  if (!wasm) return "no text: " + wasm.error().describe();
  const auto module = bed().engine().compile(*wasm);
  if (!module) return module.error().describe();
  const auto program = bed().engine().link(*module, {});
  if (!program) return program.error().describe();
  const auto instance = bed().start(*program, {.deadline = Deadline::after(200ms)});
  if (!instance) return instance.error().describe();
  if (!(*module)->find_function("f")) return "started";
  const auto result = bed().call(**instance, "f");
  return result ? "done" : result.error().describe();
}

TEST(Proposals, OfOtherMemoriesAreRefused) {
  for (const std::string_view module : {
           "(module (memory (export \"memory\") i64 1))",
           "(module (memory (export \"memory\") 1) (memory 1))",
           "(module (memory (export \"memory\") 1 1 shared))",
           "(module (import \"m\" \"memory\" (memory 1)))",
           "(module (import \"m\" \"memory\" (memory 1 1 shared)))",
           "(module (import \"m\" \"t\" (table 1 funcref)))",
           "(module (import \"m\" \"g\" (global (mut i32))))",
       }) {
    const std::string error = error_of(module);
    EXPECT_NE(error, "started") << module;
    EXPECT_FALSE(error.starts_with("no text")) << error;
  }
}

TEST(Proposals, OfTablesAreHeldToOneOfAFixedSize) {
  EXPECT_EQ(error_of("(module (table 50000 funcref))"), "started");
  EXPECT_NE(error_of("(module (table 50001 funcref))"), "started");
  EXPECT_NE(error_of("(module (table 4294967295 funcref))"), "started");
  EXPECT_NE(error_of("(module (table 1 funcref) (table 1 externref))"), "started");
  EXPECT_TRUE(error_of("(module (table 10 funcref) (func (export \"f\") (if (i32.ne (i32.const -1)"
                       "(table.grow 0 (ref.null func) (i32.const 60000))) (then unreachable))"
                       "(call_indirect 0 (i32.const 5))))")
                  .starts_with("wasm error: invalid table access"));
}

TEST(Proposals, OfCollectedMemoryTakeNoMoreThanMemoryMay) {
  const std::string error = error_of(R"((module
    (type $bytes (array (mut i8)))
    (type $list (struct (field (ref null $bytes)) (field (mut (ref null $list)))))
    (global $kept (mut (ref null $list)) (ref.null $list))
    (func (export "f") (loop $more
      (global.set $kept (struct.new $list
        (array.new_default $bytes (i32.const 65536)) (global.get $kept)))
      (br $more)))))");
  EXPECT_FALSE(error == "done" || error == "started" || error.contains("took longer")) << error;
}

TEST(Proposals, OfExceptionsEndTheCall) {
  const std::string error =
      error_of("(module (tag $e (param i32)) (func (export \"f\") (throw $e (i32.const 1))))");
  EXPECT_FALSE(error == "done" || error == "started") << error;
}

TEST(Proposals, OfTailCallsMeetTheDeadline) {
  EXPECT_TRUE(error_of("(module (func $f (export \"f\") (return_call $f)))")
                  .contains("took longer than its limit"));
}

TEST(Proposals, OfStackSwitchingAndThreadsAreRefused) {
  EXPECT_NE(error_of("(module (type $t (func)) (type $c (cont $t)) (func (export \"f\") (param "
                     "(ref $c)) (drop (local.get 0))))"),
            "started");
  EXPECT_FALSE(
      error_of("(module (memory (export \"memory\") 1) (func (export \"f\")"
               "(drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))")
          .contains("done"));
}

TEST(Proposals, AreOutOfBoundsOnlyWithinTheGuest) {
  for (const std::string_view module : {
           "(module (memory 1) (data (i32.const -1) \"x\"))",
           "(module (memory 1) (data (i32.const 65536) \"x\"))",
           "(module (table 1 funcref) (func $a) (elem (i32.const 1) func $a))",
           "(module (memory 1) (func (export \"f\") (memory.copy (i32.const 1) (i32.const 0)"
           "(i32.const -1))))",
           "(module (memory 1) (func (export \"f\") (memory.fill (i32.const 65535) (i32.const 0)"
           "(i32.const 2))))",
           "(module (memory 1) (func (export \"f\") (drop (i64.load offset=4294967295 "
           "(i32.const -1)))))",
       }) {
    const std::string error = error_of(module);
    EXPECT_TRUE(error.starts_with("wasm error: out of bounds memory access") ||
                error.starts_with("wasm error: invalid table access"))
        << error;
  }
}

}  // namespace
}  // namespace modus::sandbox
