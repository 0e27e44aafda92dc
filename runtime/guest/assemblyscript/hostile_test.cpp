// SPDX-License-Identifier: Apache-2.0
// Guests that lie: what they leave in memory must never harm the host.
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "runtime/guest/testing.h"

namespace modus::guest {
namespace {

constexpr std::string_view kString = "~lib/string/String";
constexpr std::string_view kNode =
    R"({"assembly/index/Node":{"id":7,"fields":[{"name":"id","type":"i32"},
    {"name":"next","type":"assembly/index/Node | null"}]}})";

bool is_damaged(const std::string& message) {
  return message.starts_with("the result is damaged: ");
}

TEST(HostileGuest, GivesBadStringPointers) {
  Echo echo(kString);
  for (const std::uint32_t pointer : {1u, 7u, 8u, 100u, 262143u, 262144u, 0xffffffffu}) {
    EXPECT_TRUE(is_damaged(echo.lift(pointer))) << pointer;
  }
  EXPECT_EQ(echo.lift(0), "unexpected null pointer for non-nullable type ~lib/string/String");
}

TEST(HostileGuest, GivesBadStringHeaders) {
  Echo echo(kString);
  const std::uint32_t pointer = *echo.lower(R"("text")");
  echo.write<std::uint32_t>(pointer - 4, 0xfffffffe);
  EXPECT_TRUE(is_damaged(echo.lift(pointer)));
  echo.write<std::uint32_t>(pointer - 4, 8);
  EXPECT_EQ(echo.lift(pointer), R"("text")");
  echo.write<std::uint32_t>(pointer - 8, 1);
  EXPECT_TRUE(is_damaged(echo.lift(pointer)));
}

TEST(HostileGuest, GivesBadArrays) {
  Echo echo("~lib/array/Array<i64>", "i32", R"({"~lib/array/Array<i64>":{"id":4}})");
  const std::uint32_t pointer = *echo.lower("[1,2]");
  EXPECT_EQ(echo.lift(pointer), "[1,2]");
  for (const std::uint32_t length : {0x20000000u, 0x20000001u, 0xffffffffu, 40000u}) {
    echo.write<std::uint32_t>(pointer + 12, length);
    EXPECT_TRUE(is_damaged(echo.lift(pointer))) << length;
  }
  echo.write<std::uint32_t>(pointer + 12, 2);
  echo.write<std::uint32_t>(pointer + 4, 0xfffffff8);
  EXPECT_TRUE(is_damaged(echo.lift(pointer)));
  EXPECT_TRUE(is_damaged(echo.lift(262144 - 8)));
}

TEST(HostileGuest, GivesClassesPastTheEnd) {
  Echo echo("assembly/index/Node", "i32", kNode);
  EXPECT_TRUE(is_damaged(echo.lift(262144 - 4)));
  EXPECT_EQ(echo.lift(262144 - 8), R"({"id":0,"next":null})");
}

TEST(HostileGuest, GivesCycles) {
  Echo echo("assembly/index/Node", "i32", kNode);
  const std::uint32_t pointer = *echo.lower(R"({"id":1,"next":null})");
  echo.write<std::uint32_t>(pointer + 4, pointer);
  std::string expected = "null";
  for (int level = 0; level < 6; ++level) expected = R"({"id":1,"next":)" + expected + "}";
  EXPECT_EQ(echo.lift(pointer), expected);
}

TEST(HostileGuest, GivesCyclesWithoutANullableWayOut) {
  Echo echo("assembly/index/Loop", "i32",
            R"({"assembly/index/Loop":{"id":7,"fields":[
            {"name":"next","type":"assembly/index/Loop"}]}})");
  for (std::uint32_t i = 0; i < 4; ++i) echo.write<std::uint32_t>(2000 + i * 4, 2000);
  EXPECT_EQ(echo.lift(2000), "the result refers to itself without end");
}

TEST(HostileGuest, GivesLongChains) {
  Echo echo("assembly/index/Node", "i32", kNode);
  for (std::uint32_t i = 0; i < 1000; ++i) {
    echo.write<std::uint32_t>(4096 + i * 8 + 4, 4096 + (i + 1) * 8);
  }
  EXPECT_EQ(echo.lift(4096), "the result is nested deeper than 64 levels");
}

// A list of lists that are all the same one: small in memory, large as text.
TEST(HostileGuest, GivesResultsThatGrow) {
  Echo echo("~lib/array/Array<~lib/array/Array<~lib/string/String>>", "i32",
            R"({"~lib/array/Array<~lib/string/String>":{"id":4},
            "~lib/array/Array<~lib/array/Array<~lib/string/String>>":{"id":5}})");
  std::string text = "\"" + std::string(1000, 'x') + "\"";
  const std::uint32_t outer = *echo.lower("[[" + text + "]]");
  const auto outer_items = echo.read<std::uint32_t>(outer + 4);
  const auto inner = echo.read<std::uint32_t>(outer_items);
  const auto string = echo.read<std::uint32_t>(echo.read<std::uint32_t>(inner + 4));
  const std::uint32_t table = 131072;
  for (std::uint32_t i = 0; i < 8000; ++i) {
    echo.write<std::uint32_t>(table + i * 4, string);
    echo.write<std::uint32_t>(table + 32000 + i * 4, inner);
  }
  echo.write<std::uint32_t>(inner + 4, table);
  echo.write<std::uint32_t>(inner + 12, 8000);
  echo.write<std::uint32_t>(outer + 4, table + 32000);
  echo.write<std::uint32_t>(outer + 12, 8000);
  EXPECT_EQ(echo.lift(outer),
            "the result is larger than the response limit of 16 MB; raise limits.responseBytes in "
            "modus.json or --max-response");
}

// Records that turn out not to be showable only after much of them is written.
TEST(HostileGuest, GivesRecordsThatAreDroppedAgain) {
  Echo echo("~lib/array/Array<app/R|null>", "i32",
            R"({"app/R":{"id":5,"fields":[{"name":"text","type":"~lib/string/String"},
            {"name":"bad","type":"f64"}]},"~lib/array/Array<app/R|null>":{"id":6}})");
  const std::string text = "\"" + std::string(20'000, 'x') + "\"";
  const std::uint32_t list = *echo.lower("[{\"text\":" + text + ",\"bad\":0}]");
  const auto record = echo.read<std::uint32_t>(echo.read<std::uint32_t>(list + 4));
  echo.write<double>(record + 8, std::numeric_limits<double>::quiet_NaN());
  const std::uint32_t table = 131072;
  for (std::uint32_t i = 0; i < 30'000; ++i) echo.write<std::uint32_t>(table + i * 4, record);
  echo.write<std::uint32_t>(list + 4, table);
  echo.write<std::uint32_t>(list + 12, 30'000);
  EXPECT_TRUE(echo.lift(list).starts_with("the result is larger than the response limit"));
}

TEST(HostileGuest, GivesOneStringBeyondTheLimit) {
  Echo echo("~lib/string/String");
  const std::uint32_t string = *echo.lower("\"" + std::string(16u << 20, 'x') + "\"");
  EXPECT_TRUE(echo.lift(string).starts_with("the result is larger than the response limit"));
}

TEST(HostileGuest, GivesBadMaps) {
  Echo echo("~lib/map/Map<~lib/string/String,i32>", "i32",
            R"({"~lib/map/Map<~lib/string/String,i32>":{"id":8}})");
  const std::uint32_t map = *echo.lower(R"([{"key":"a","value":1}])");
  const auto entries = echo.read<std::uint32_t>(map + 8);
  echo.write<std::uint32_t>(map + 16, 0xffffffff);
  EXPECT_TRUE(is_damaged(echo.lift(map)));
  echo.write<std::uint32_t>(map + 16, 1);
  echo.write<std::uint32_t>(entries, 0xffffffff);
  EXPECT_TRUE(is_damaged(echo.lift(map)));
  echo.write<std::uint32_t>(entries, 0);
  EXPECT_TRUE(is_damaged(echo.lift(map)));
}

TEST(HostileGuest, GivesDatesOutOfRange) {
  Echo echo("~lib/date/Date | null", "i32", R"({"~lib/date/Date":{"id":8}})");
  const std::uint32_t date = *echo.lower(R"("2025-07-02")");
  echo.write<std::int64_t>(date + 16, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(echo.lift(date), "null");
  ASSERT_EQ(echo.issues().size(), 1u);
}

TEST(HostileGuest, LosesOnlyTheNearestNullable) {
  Echo echo("~lib/array/Array<assembly/index/Box|null>", "i32",
            R"({"~lib/array/Array<assembly/index/Box|null>":{"id":4},
            "assembly/index/Box":{"id":7,"fields":[{"name":"value","type":"f64"},
            {"name":"label","type":"~lib/string/String"}]}})");
  const std::uint32_t array =
      *echo.lower(R"([{"value":1,"label":"a"},{"value":2,"label":"b"},{"value":3,"label":"c"}])");
  const auto items = echo.read<std::uint32_t>(array + 4);
  echo.write<double>(echo.read<std::uint32_t>(items + 4), std::numeric_limits<double>::quiet_NaN());
  echo.write<std::uint32_t>(echo.read<std::uint32_t>(items + 8) + 8, 0);
  EXPECT_EQ(echo.lift(array), R"([{"value":1,"label":"a"},null,null])");
  ASSERT_EQ(echo.issues().size(), 2u);
  const auto& path = echo.issues()[0].path;
  ASSERT_EQ(path.size(), 2u);
  EXPECT_EQ(std::get<std::size_t>(path[0]), 1u);
  EXPECT_EQ(std::get<std::string>(path[1]), "value");
  EXPECT_EQ(echo.issues()[1].message,
            "unexpected null pointer for non-nullable type ~lib/string/String");
}

// Whatever bytes lie there, lifting ends with text or an error.
TEST(HostileGuest, GivesRandomMemory) {
  Echo echo("~lib/array/Array<assembly/index/All>", "i32",
            R"({"~lib/array/Array<assembly/index/All>":{"id":4},
            "~lib/map/Map<~lib/string/String,assembly/index/All>":{"id":5},
            "~lib/date/Date":{"id":6},"~lib/array/Array<i32>":{"id":8},
            "~lib/typedarray/Int16Array":{"id":9},"~lib/set/Set<i64>":{"id":10},
            "~lib/staticarray/StaticArray<i32>":{"id":11},
            "assembly/index/All":{"id":7,"fields":[{"name":"s","type":"~lib/string/String | null"},
            {"name":"l","type":"~lib/array/Array<i32> | null"},
            {"name":"t","type":"~lib/typedarray/Int16Array | null"},
            {"name":"d","type":"~lib/date/Date | null"},
            {"name":"e","type":"~lib/set/Set<i64> | null"},
            {"name":"f","type":"~lib/staticarray/StaticArray<i32> | null"},
            {"name":"b","type":"~lib/arraybuffer/ArrayBuffer | null"},
            {"name":"m","type":"~lib/map/Map<~lib/string/String,assembly/index/All> | null"},
            {"name":"a","type":"~lib/array/Array<assembly/index/All> | null"}]}})");
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    // Small numbers, so that many of them work as pointers, ids and lengths.
    for (std::uint32_t at = 0; at < 4096; at += 4) {
      echo.write<std::uint32_t>(at, random() % (random() % 4 ? 64 : 4096));
    }
    for (std::uint32_t pointer = 8; pointer < 4096; pointer += 256) {
      EXPECT_FALSE(echo.lift(pointer).empty());
    }
  }
}

// Each fits, but the host would keep all of them.
TEST(HostileGuest, PassesOneTextManyTimes) {
  std::string parameters, words, arguments;
  for (int i = 0; i < 8; ++i) {
    parameters += fmt::format(R"({}{{"name":"p{}","type":"{}"}})", i == 0 ? "" : ",", i, kString);
    words += " i32";
    arguments += " (local.get 0)";
  }
  TestModule module;
  module.exports = identity_exports(kString);
  module.imports = fmt::format(R"({{"modus_x.eat":{{"parameters":[{}]}}}})", parameters);
  module.imported = fmt::format(R"((import "modus_x" "eat" (func $eat (param{}))))", words);
  module.functions = fmt::format(R"((func (export "go") (param i32) (call $eat{})))", arguments);
  const auto compiled = *bed().engine().compile(build(module));
  const auto convention = *make_convention(*compiled);
  std::string seen;
  const auto program =
      bed().link(compiled, [&](std::string_view, std::string_view, const sandbox::FunctionType&) {
        return [&](sandbox::HostCall call) {
          types::Arena arena;
          const auto lifted =
              convention->lift_host_arguments(call.instance(), 0, call.arguments(), arena);
          seen = lifted ? fmt::format("{}", lifted->size()) : lifted.error().message();
          call.finish([](sandbox::Instance&) { return std::nullopt; });
        };
      });
  const auto pass = [&](std::size_t length) {
    const auto instance = *bed().start(program);
    const std::string text(length, 'x');
    const types::Value value = types::Value::string(text);
    const auto lowered = convention->lower_arguments(*instance, 0, {&value, 1}, BytesForm::kRaw);
    EXPECT_TRUE(bed().call(*instance, "go", *lowered));
    return seen;
  };
  EXPECT_EQ(pass(1u << 20), "8");
  EXPECT_EQ(pass(8u << 20),
            "argument 'p3' of modus_x.eat: the value is larger than the limit of 32 MB");
}

TEST(HostileGuest, HasAnAllocatorThatLies) {
  TestModule module;
  module.exports = identity_exports(kString);
  auto wasm = *sandbox::wat_to_wasm(R"((module (memory (export "memory") 1)
    (func (export "__new") (param i32 i32) (result i32) (i32.const 65534))
    (func (export "__pin") (param i32) (result i32) (local.get 0))
    (func (export "__unpin") (param i32))
    (func (export "f") (param i32) (result i32) (local.get 0))))");
  sandbox::append_custom_section(wasm, "modus_metadata_version", "\x02");
  sandbox::append_custom_section(
      wasm, "modus_metadata",
      R"({"plugin":"a","sdk":"modus-sdk-as","fnExports":)" + module.exports + "}");
  const auto compiled = *bed().engine().compile(wasm);
  const auto convention = *make_convention(*compiled);
  const auto instance = *bed().start(bed().link(compiled));
  const types::Value text = types::Value::string("long enough");
  const auto lowered = convention->lower_arguments(*instance, 0, {&text, 1}, BytesForm::kBase64);
  ASSERT_FALSE(lowered);
  EXPECT_EQ(lowered.error().code(), ErrorCode::kGuestTrap);
}

}  // namespace
}  // namespace modus::guest
