// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "runtime/guest/testing.h"

namespace modus::guest {
namespace {

using sandbox::WasmValue;

constexpr std::string_view kStream = "~lib/@hypermode/modus-sdk-as/assembly/stream/Stream";

// Streams of numbers (class 7), texts (class 8) and pairs (class 9).
std::string types() {
  return fmt::format(
      R"({{"{0}<f64>":{{"id":7,"fields":[{{"name":"value","type":"f64"}}]}},)"
      R"("{0}<~lib/string/String>":{{"id":8,"fields":[{{"name":"value","type":"~lib/string/String"}}]}},)"
      R"("{0}<a/Pair|null>":{{"id":9,"fields":[{{"name":"value","type":"a/Pair | null"}}]}},)"
      R"("{0}<bad>":{{"id":10,"fields":[{{"name":"values","type":"i32"}}]}},)"
      R"("{0}<empty>":{{"id":11,"fields":[]}},)"
      R"("a/Pair":{{"id":12,"fields":[{{"name":"a","type":"i32"}},{{"name":"b","type":"i32"}}]}},)"
      R"("a/Holder":{{"id":13,"fields":[{{"name":"s","type":"{0}<f64>"}}]}},)"
      R"("~lib/array/Array<{0}<f64>>":{{"id":14}}}})",
      kStream);
}

std::string function(std::string_view parameter, std::string_view result) {
  return fmt::format(R"({{"parameters":[{{"name":"x","type":"{}"}}],"results":[{{"type":"{}"}}]}})",
                     parameter, result);
}

std::string stream_of(std::string_view element) { return fmt::format("{}<{}>", kStream, element); }

std::vector<std::byte> module_with(std::string_view parameter, std::string_view result) {
  return build(
      {.exports = fmt::format(R"({{"f":{}}})", function(parameter, result)), .types = types()});
}

/// What the function's stream shows of memory that a test has filled.
class Pushing : public testing::Test {
 protected:
  explicit Pushing(std::string_view element)
      : module_(*bed().engine().compile(module_with("i32", stream_of(element)))),
        convention_(*make_convention(*module_)),
        instance_(*bed().start(bed().link(module_))) {}

  /// An object at 1032 of that class, whose payload these numbers are.
  void put(std::uint32_t class_id, std::vector<std::uint32_t> payload) {
    payload.insert(payload.begin(), {class_id, static_cast<std::uint32_t>(payload.size() * 4)});
    for (std::size_t i = 0; i < payload.size(); ++i) {
      const auto address = static_cast<std::uint32_t>(1024 + 4 * i);
      store_le(instance_->memory_at(address, 4)->data(), payload[i]);
    }
  }
  std::string push(std::uint32_t pointer = 1032, const types::Projection* projection = nullptr) {
    json::Writer writer;
    const auto argument = WasmValue::i32(pointer);
    const auto lifted =
        convention_->lift_pushed(*instance_, 0, {&argument, 1}, projection, writer, issues_);
    return lifted ? writer.take() : lifted.error().message();
  }

  std::shared_ptr<const sandbox::Module> module_;
  std::unique_ptr<Convention> convention_;
  std::unique_ptr<sandbox::Instance> instance_;
  std::vector<ResultIssue> issues_;
};

struct PushingNumbers : Pushing {
  PushingNumbers() : Pushing("f64") {}
};
struct PushingPairs : Pushing {
  PushingPairs() : Pushing("a/Pair|null") {}
};

TEST_F(PushingNumbers, ShowsTheValue) {
  put(7, {0, 0x3ff80000});
  EXPECT_EQ(push(), "1.5");
}

TEST_F(PushingNumbers, IsNoPlaceForWhatJsonCannotShow) {
  put(7, {0, 0x7ff80000});
  EXPECT_NE(push().find("a NaN value"), std::string::npos);
}

TEST_F(PushingNumbers, TakesNothingFromOtherObjects) {
  put(9, {0, 0});
  EXPECT_EQ(push(), "the function pushes to another stream, though its result is Stream<f64>");
  EXPECT_EQ(push(0), push());
  EXPECT_EQ(push(0xfffffffc), push());
}

TEST_F(PushingNumbers, StaysWithinMemory) {
  const auto end = static_cast<std::uint32_t>(instance_->memory().size());
  store_le(instance_->memory_at(end - 8, 4)->data(), std::uint32_t{7});
  EXPECT_NE(push(end).find("do not lie within the guest's memory"), std::string::npos);
}

TEST_F(PushingPairs, ShowsWhatTheProjectionAsksFor) {
  put(9, {1040, 0, 1, 2});  // the pair lies behind the stream
  EXPECT_EQ(push(), R"({"a":1,"b":2})");
  types::Projection projection;
  projection.entries.resize(1);
  projection.entries[0].key = "only";
  projection.entries[0].field = 1;
  EXPECT_EQ(push(1032, &projection), R"({"only":2})");
  put(9, {0});
  EXPECT_EQ(push(), "null");
}

TEST(Streams, OfTwoTypesAreToldApart) {
  const auto module = *bed().engine().compile(
      build({.functions = R"((func (export "g") (param i32) (result i32) (local.get 0)))",
             .exports = fmt::format(R"({{"f":{},"g":{}}})", function("i32", stream_of("f64")),
                                    function("i32", stream_of("~lib/string/String"))),
             .types = types()}));
  const auto convention = *make_convention(*module);
  const auto instance = *bed().start(bed().link(module));
  store_le(instance->memory_at(1024, 4)->data(), std::uint32_t{7});
  json::Writer writer;
  std::vector<ResultIssue> issues;
  const auto argument = WasmValue::i32(1032);
  const auto lifted =
      convention->lift_pushed(*instance, 1, {&argument, 1}, nullptr, writer, issues);
  EXPECT_EQ(lifted.error().message(),
            "the function pushes to a Stream<f64>, though its result is Stream<string>");
}

std::string refusal_of(const std::vector<std::byte>& wasm) {
  const auto convention = make_convention(**bed().engine().compile(wasm));
  return convention ? "" : convention.error().message();
}

TEST(Streams, AreOnlyWholeResults) {
  const std::string misplaced =
      "function 'f': a Stream can only be the whole result of a function, not a parameter, "
      "nullable or part of another type; use an array there";
  const std::string stream = stream_of("f64");
  EXPECT_EQ(refusal_of(module_with("i32", stream)), "");
  EXPECT_EQ(refusal_of(module_with(stream, stream)), misplaced);
  EXPECT_EQ(refusal_of(module_with("i32", stream + " | null")), misplaced);
  EXPECT_EQ(refusal_of(module_with("i32", "a/Holder")), misplaced);
  EXPECT_EQ(refusal_of(module_with("i32", fmt::format("~lib/array/Array<{}>", stream))), misplaced);
}

TEST(Streams, OfTheHostAreRefused) {
  auto wasm =
      build({.exports = "{}",
             .imports = fmt::format(R"({{"host.s":{}}})", function("i32", stream_of("f64"))),
             .types = types()});
  EXPECT_TRUE(refusal_of(wasm).starts_with("function 'host.s': a Stream can only be"));
}

TEST(Streams, AreDescribedInTheMetadata) {
  EXPECT_EQ(
      refusal_of(module_with("i32", stream_of("bad"))),
      fmt::format("function 'f': type '{}<bad>' does not begin with its field 'value'", kStream));
  for (const std::string_view element : {"empty", "i32"}) {
    EXPECT_EQ(refusal_of(module_with("i32", stream_of(element))),
              fmt::format("function 'f': type '{}<{}>' is not described in the module's metadata",
                          kStream, element));
  }
}

}  // namespace
}  // namespace modus::guest
