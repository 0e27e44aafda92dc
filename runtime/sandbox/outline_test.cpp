// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/outline.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runtime/sandbox/testing.h"

namespace modus::sandbox {
namespace {

std::vector<std::byte> module_of(std::string_view wat) {
  auto wasm = wat_to_wasm(wat);
  EXPECT_TRUE(wasm) << wasm.error().describe();
  append_custom_section(*wasm, "about", "first");
  append_custom_section(*wasm, "about", "last");
  append_custom_section(*wasm, "name", "");
  return *std::move(wasm);
}

constexpr std::string_view kModule = R"((module
  (import "a" "b" (func $b (param i32) (result f32)))
  (memory (export "memory") 1)
  (table 1 funcref)
  (global (export "g") i32 (i32.const 1))
  (func $f (param i32 i64 f32 f64) (result i64) (local.get 1))
  (func $two (result i32 i32) (i32.const 1) (i32.const 2))
  (export "f" (func $f)) (export "again" (func $f)) (export "b" (func $b)) (export "two" (func $two))
  (func (export "vector") (param v128))
  (data (i32.const 0) "x")))";

TEST(Outline, IsWhatTheEngineSees) {
  const auto wasm = module_of(kModule);
  const auto outline = Outline::read(wasm);
  ASSERT_TRUE(outline) << outline.error().describe();
  TestBed bed;
  const auto module = bed.engine().compile(wasm);
  ASSERT_TRUE(module) << module.error().describe();
  const auto seen = (*module)->exported_functions();
  const auto read = outline->exported_functions();
  ASSERT_EQ(read.size(), 4u);
  ASSERT_EQ(read.size(), seen.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].name, seen[i].name);
    EXPECT_EQ(read[i].type.parameters, seen[i].type.parameters) << read[i].name;
    EXPECT_EQ(read[i].type.results, seen[i].type.results) << read[i].name;
  }
  EXPECT_EQ(outline->find_function("two"), 3u);
  EXPECT_FALSE(outline->find_function("vector"));
  EXPECT_EQ(outline->custom_section("about"), "last");
  EXPECT_FALSE(outline->custom_section("name"));
}

TEST(Outline, RefusesImportsThatNobodyProvides) {
  TestBed bed;
  for (const std::string_view import :
       {"func (param v128)", "func (result i32 i32)", "func (param funcref)", "memory 1",
        "table 1 funcref", "global i32"}) {
    const auto wasm = wat_to_wasm(fmt::format(R"((module (import "a" "b" ({}))))", import));
    ASSERT_TRUE(wasm) << wasm.error().describe();
    for (const Error& error : {Outline::read(*wasm).error(), bed.engine().compile(*wasm).error()}) {
      EXPECT_EQ(error.code(), ErrorCode::kNotFound);
      EXPECT_EQ(error.message(),
                "the module imports \"a.b\", which is not a function the runtime can provide");
    }
  }
}

TEST(Outline, OfNoModuleIsAnError) {
  auto wasm = module_of(kModule);
  EXPECT_FALSE(Outline::read({}));
  EXPECT_FALSE(Outline::read(std::as_bytes(std::span("(module)"))));
  // However it is cut or changed, it ends.
  for (std::size_t length = 0; length < wasm.size(); ++length)
    (void)Outline::read(Bytes(wasm).first(length));
  for (std::byte& changed : wasm) {
    for (const int bits : {0x01, 0x80, 0xff}) {
      changed ^= std::byte(bits);
      (void)Outline::read(wasm);
      changed ^= std::byte(bits);
    }
  }
}

}  // namespace
}  // namespace modus::sandbox
