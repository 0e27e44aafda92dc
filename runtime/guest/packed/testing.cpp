// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/packed/testing.h"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace modus::guest::packed {
namespace {

using sandbox::WasmValue;
using types::Value;

constexpr std::size_t kMaxResult = 16u << 20;
constexpr std::uint32_t kPlace = 512;  // below what the guest allocates

constexpr std::string_view kRuntime = R"(
  (import "modus_abi" "take" (func $take (param i32)))
  (memory (export "memory") 4)
  (global $top (mut i32) (i32.const 4096))
  (func $allocate (param $size i32) (result i32) (local $start i32)
    (local.set $start (global.get $top))
    (global.set $top (i32.add (local.get $start) (local.get $size)))
    (if (i32.gt_u (global.get $top) (i32.mul (memory.size) (i32.const 65536)))
      (then (if (i32.lt_s (memory.grow (i32.add (i32.const 1)
                  (i32.div_u (local.get $size) (i32.const 65536)))) (i32.const 0))
              (then unreachable))))
    (local.get $start))
  (func $answer (param $address i32) (param $length i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get $address)) (i64.const 32))
            (i64.extend_i32_u (local.get $length))))
  (func (export "f") (param $length i32) (result i64) (local $block i32)
    (local.set $block (call $allocate (i32.add (local.get $length) (i32.const 1))))
    (if (local.get $length)
      (then (call $take (i32.add (local.get $block) (i32.const 1)))))
    (call $answer (local.get $block) (i32.add (local.get $length) (i32.const 1))))
)";

template <class T>
T demand(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.error().describe().c_str());
  std::abort();
}

}  // namespace

std::vector<std::byte> build(const TestGuest& guest) {
  auto wasm = demand(sandbox::wat_to_wasm(
      fmt::format("(module {} {} {})", guest.imported, kRuntime, guest.functions)));
  sandbox::append_custom_section(wasm, "modus_metadata_version", "\x02");
  sandbox::append_custom_section(
      wasm, "modus_metadata",
      fmt::format(R"({{"abi":"{}","plugin":"app@1.2","sdk":"{}","buildId":"b1",)"
                  R"("fnExports":{},"fnImports":{},"types":{}}})",
                  guest.abi, guest.sdk, guest.exports, guest.imports, guest.types));
  return wasm;
}

TestGuest echo(std::string_view type, std::string_view types, std::string_view sdk) {
  return {.exports = identity_exports(type), .types = std::string(types), .sdk = std::string(sdk)};
}

Runner::Runner(const TestGuest& guest, std::string_view function,
               const sandbox::ImportResolver& resolver)
    : module_(demand(bed().engine().compile(build(guest)))),
      convention_(demand(make_convention(*module_))),
      program_(bed().link(module_, resolver)),
      instance_(demand(bed().start(program_))),
      name_(function) {
  while (convention_->exports()[function_].name != name_) ++function_;
}

Result<sandbox::WasmValues> Runner::call(std::string_view arguments) {
  issues_.clear();
  const Value values = value_of(arguments, arena_);
  MODUS_TRY(lowered, convention_->lower_arguments(*instance_, function_, values.as_list(),
                                                  BytesForm::kBase64));
  auto results = bed().call(*instance_, name_, lowered);
  if (!results) instance_ = demand(bed().start(program_));
  return results;
}

std::string Runner::write(std::span<const WasmValue> results, const types::Projection* projection) {
  json::Writer writer(kMaxResult);
  const auto lifted =
      convention_->lift_result(*instance_, function_, {}, results, projection, writer, issues_);
  return lifted ? writer.take() : lifted.error().message();
}

std::string Runner::operator()(std::string_view arguments, const types::Projection* projection) {
  const auto results = call(arguments);
  return results ? write(*results, projection) : results.error().message();
}

std::string Runner::answer(std::string_view arguments) {
  const auto results = call(arguments);
  if (!results) return results.error().message();
  const std::uint64_t answer = results->at(0).as_i64();
  const auto block = demand(instance_->memory_at(static_cast<std::uint32_t>(answer >> 32),
                                                 static_cast<std::uint32_t>(answer)));
  return {reinterpret_cast<const char*>(block.data()), block.size()};
}

std::string Runner::pack(std::string_view arguments) {
  const std::string block = answer(arguments);
  std::string text;
  for (const char byte : block.substr(1)) {
    text += fmt::format("{}{:02x}", text.empty() ? "" : " ", static_cast<unsigned char>(byte));
  }
  return text;
}

std::string Runner::lift(std::string_view answer, const types::Projection* projection) {
  issues_.clear();
  const auto place = demand(instance_->memory_at(kPlace, answer.size()));
  std::memcpy(place.data(), answer.data(), answer.size());
  const WasmValue result = WasmValue::i64(std::uint64_t{kPlace} << 32 | answer.size());
  return write({&result, 1}, projection);
}

}  // namespace modus::guest::packed
