// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/testing.h"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "runtime/types/value_parser.h"

namespace modus::guest {
namespace {

using types::Value;

// Allocates upwards and never frees; counts pins.
constexpr std::string_view kRuntime = R"(
  (memory (export "memory") 4)
  (global $top (mut i32) (i32.const 1024))
  (global $pins (mut i32) (i32.const 0))
  (global $length (mut i32) (i32.const -1))
  (func (export "__new") (param $size i32) (param $id i32) (result i32) (local $object i32)
    (local.set $object (i32.and (i32.add (global.get $top) (i32.const 35)) (i32.const -16)))
    (global.set $top (i32.add (local.get $object) (local.get $size)))
    (if (i32.gt_u (global.get $top) (i32.mul (memory.size) (i32.const 65536)))
      (then (if (i32.lt_s (memory.grow (i32.add (i32.const 1)
                  (i32.div_u (local.get $size) (i32.const 65536)))) (i32.const 0))
              (then unreachable))))
    (i32.store (i32.sub (local.get $object) (i32.const 8)) (local.get $id))
    (i32.store (i32.sub (local.get $object) (i32.const 4)) (local.get $size))
    (local.get $object))
  (func (export "__pin") (param i32) (result i32)
    (global.set $pins (i32.add (global.get $pins) (i32.const 1)))
    (local.get 0))
  (func (export "__unpin") (param i32)
    (global.set $pins (i32.sub (global.get $pins) (i32.const 1))))
  (func (export "__setArgumentsLength") (param i32) (global.set $length (local.get 0)))
  (func (export "pins") (result i32) (global.get $pins))
  (func (export "length") (result i32) (global.get $length))
)";

constexpr std::size_t kMaxResult = 16u << 20;

template <class T>
T demand(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.error().describe().c_str());
  std::abort();
}

}  // namespace

sandbox::TestBed& bed() {
  static sandbox::TestBed bed;
  return bed;
}

Value value_of(std::string_view json, types::Arena& arena) {
  return demand(types::parse_value(types::copy_text(arena, json), arena));
}

std::vector<std::byte> build(const TestModule& module) {
  const std::string identity = fmt::format(
      R"((func (export "f") (param {0}) (result {0}) (local.get 0)))", module.parameter);
  auto wasm = demand(sandbox::wat_to_wasm(
      fmt::format("(module {} {} {} {})", module.imported, kRuntime, identity, module.functions)));
  sandbox::append_custom_section(wasm, "modus_metadata_version", "\x02");
  sandbox::append_custom_section(
      wasm, "modus_metadata",
      fmt::format(R"({{"plugin":"@me/app@1.2","sdk":"modus-sdk-as@0.18.2","buildId":"b1",)"
                  R"("fnExports":{},"fnImports":{},"types":{}}})",
                  module.exports, module.imports, module.types));
  return wasm;
}

std::string identity_exports(std::string_view type) {
  return fmt::format(
      R"({{"f":{{"parameters":[{{"name":"x","type":"{0}"}}],"results":[{{"type":"{0}"}}]}}}})",
      type);
}

Echo::Echo(std::string_view type, std::string_view wasm_type, std::string_view types) {
  TestModule module;
  module.parameter = wasm_type;
  module.exports = identity_exports(type);
  module.types = types;
  module_ = demand(bed().engine().compile(build(module)));
  convention_ = demand(make_convention(*module_));
  instance_ = demand(bed().start(bed().link(module_)));
}

std::string Echo::operator()(std::string_view json) {
  issues_.clear();
  const Value value = value_of(json, arena_);
  const auto arguments =
      convention_->lower_arguments(*instance_, 0, {&value, 1}, BytesForm::kBase64);
  if (!arguments) return arguments.error().message();
  const auto results = demand(bed().call(*instance_, "f", *arguments));
  json::Writer writer;
  const auto lifted =
      convention_->lift_result(*instance_, 0, *arguments, results, nullptr, writer, issues_);
  return lifted ? writer.take() : lifted.error().message();
}

std::string Echo::lift(std::uint32_t pointer, const types::Projection* projection) {
  issues_.clear();
  json::Writer writer(kMaxResult);
  const sandbox::WasmValue value = sandbox::WasmValue::i32(pointer);
  const auto lifted =
      convention_->lift_result(*instance_, 0, {}, {&value, 1}, projection, writer, issues_);
  return lifted ? writer.take() : lifted.error().message();
}

Result<std::uint32_t> Echo::lower(std::string_view json) {
  const Value value = value_of(json, arena_);
  MODUS_TRY(arguments,
            convention_->lower_arguments(*instance_, 0, {&value, 1}, BytesForm::kBase64));
  return arguments.at(0).as_i32();
}

int Echo::pinned() { return static_cast<int>(demand(bed().call(*instance_, "pins"))[0].as_i32()); }

}  // namespace modus::guest
