// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/packed/convention.h"

#include "runtime/guest/declared_convention.h"
#include "runtime/guest/packed/function.h"
#include "runtime/guest/packed/lift.h"
#include "runtime/guest/packed/lower.h"
#include "runtime/guest/sinks.h"
#include "runtime/guest/utf8.h"

namespace modus::guest::packed {
namespace {

using sandbox::WasmValue;
using types::Value;

constexpr std::uint32_t kFailed = 0xffffffff;  // what an import gives for a null
constexpr std::size_t kMaxMessage = 64u << 10;

class Packed final : public DeclaredConvention<Function> {
 public:
  Packed(ModuleInfo info, Shapes& shapes, std::unique_ptr<types::Arena> defaults,
         std::vector<Function> exports, std::vector<Function> imports, AnswerTypes answer_types)
      : DeclaredConvention(std::move(info), shapes.take_types(), std::move(exports),
                           std::move(imports), std::move(answer_types)),
        combined_(shapes.take_combined()),
        shapes_(shapes.take_shapes()),
        defaults_(std::move(defaults)) {}

  Result<sandbox::WasmValues> lower_arguments(sandbox::Instance& instance, std::size_t function,
                                              std::span<const Value> arguments,
                                              BytesForm bytes_form) const override;
  Result<void> lift_result(sandbox::Instance& instance, std::size_t function,
                           std::span<const WasmValue> arguments, std::span<const WasmValue> results,
                           const types::Projection* projection, json::Writer& writer,
                           std::vector<ResultIssue>& issues) const override;
  Result<Value> lift_result_value(sandbox::Instance& instance, std::size_t function,
                                  std::span<const WasmValue> arguments,
                                  std::span<const WasmValue> results,
                                  types::Arena& arena) const override;
  Result<void> lift_pushed(sandbox::Instance& instance, std::size_t function,
                           std::span<const WasmValue> arguments,
                           const types::Projection* projection, json::Writer& writer,
                           std::vector<ResultIssue>& issues) const override;
  Result<std::vector<Value>> lift_host_arguments(sandbox::Instance& instance, std::size_t import,
                                                 std::span<const WasmValue> arguments,
                                                 types::Arena& arena) const override;
  Result<std::optional<WasmValue>> lower_host_result(sandbox::Instance& instance,
                                                     std::size_t import,
                                                     const Value& result) const override;
  Result<std::optional<WasmValue>> lower_module_result(sandbox::Instance& instance,
                                                       std::size_t import,
                                                       const Result<Value>& result) const override;

 private:
  template <class Sink>
  Result<void> lift_answer(sandbox::Instance& instance, std::size_t function,
                           std::span<const WasmValue> results, const types::Projection* projection,
                           Sink& sink, std::vector<ResultIssue>& issues) const;

  std::deque<types::Type> combined_;
  std::deque<Shape> shapes_;
  std::unique_ptr<types::Arena> defaults_;  // of parameters
};

// The block a guest passes to an import.
Result<Bytes> passed_block(sandbox::Instance& instance, std::span<const WasmValue> arguments,
                           std::string_view import) {
  if (arguments.size() != 2) {
    return fail(ErrorCode::kCorrupt,
                "the import '{}' does not have the type (i32, i32) -> i32 of the packed function "
                "ABI",
                import);
  }
  if (instance.holds_block()) {
    return fail(ErrorCode::kGuestTrap,
                "the guest calls {} before it has taken what it was given; see \"Taking\" in the "
                "function ABI",
                import);
  }
  MODUS_TRY(block, instance.memory_at(arguments[0].as_i32(), arguments[1].as_i32()));
  return Bytes(block);
}

// The text of a function that failed.
Error failure_of(Bytes block) {
  Reader reader(block);
  std::uint32_t length = 0;
  if (!reader.read(length) || length != reader.left()) {
    return Error(ErrorCode::kGuestTrap, "the function failed, and its message is damaged");
  }
  const Bytes rest = reader.rest();
  const std::string_view text(reinterpret_cast<const char*>(rest.data()),
                              std::min(rest.size(), kMaxMessage));
  std::string room;
  return Error(ErrorCode::kGuestTrap,
               text.empty() ? "the function failed" : std::string(mend_utf8(text, room)));
}

// What follows the first byte of an answer.
Result<Bytes> read_answer(sandbox::Instance& instance, std::span<const WasmValue> results) {
  const std::uint64_t answer = results.empty() ? 0 : results.front().as_i64();
  const auto length = static_cast<std::uint32_t>(answer);
  if (length == 0) return Bytes();
  MODUS_TRY(block, instance.memory_at(static_cast<std::uint32_t>(answer >> 32), length));
  const auto first = std::to_integer<unsigned>(block.front());
  const Bytes rest = Bytes(block).subspan(1);
  if (first == 0) return rest;
  if (first == 1) return std::unexpected(failure_of(rest));
  return fail(ErrorCode::kGuestTrap, "the answer is damaged: it begins with {}, not with 0 or 1",
              first);
}

template <class Sink>
Result<void> lift_whole(Bytes block, const Shape& shape, const types::Projection* projection,
                        Sink& sink, std::vector<ResultIssue>& issues) {
  Lifting<Sink> lifting(block, sink, issues);
  MODUS_CHECK(lifting.lift(shape, projection));
  return lifting.end();
}

// Gives the block to the guest, which asks for it when it knows the length.
WasmValue offer(sandbox::Instance& instance, std::vector<std::byte> block) {
  const auto length = static_cast<std::uint32_t>(block.size());
  instance.hand_over(std::move(block));
  return WasmValue::i32(length);
}

Result<sandbox::WasmValues> Packed::lower_arguments(sandbox::Instance& instance, std::size_t index,
                                                    std::span<const Value> arguments,
                                                    BytesForm bytes_form) const {
  const Function& function = exports_[index];
  Packing packing(bytes_form, instance.max_memory_bytes());
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    Value value = argument_at(arguments, i);
    if (value.is_absent()) value = function.defaults[i];
    if (auto added = packing.add(*function.parameters[i], value); !added) {
      return std::unexpected(in_parameter(added.error(), function.signature.parameters[i].name));
    }
  }
  return sandbox::WasmValues{offer(instance, packing.take())};
}

template <class Sink>
Result<void> Packed::lift_answer(sandbox::Instance& instance, std::size_t index,
                                 std::span<const WasmValue> results,
                                 const types::Projection* projection, Sink& sink,
                                 std::vector<ResultIssue>& issues) const {
  const Function& function = exports_[index];
  MODUS_TRY(block, read_answer(instance, results));
  if (function.result != nullptr) {
    return lift_whole(block, *function.result, projection, sink, issues);
  }
  if (!block.empty()) {
    return fail(ErrorCode::kGuestTrap, "the answer is damaged: the function has no result");
  }
  sink.null();
  return {};
}

Result<void> Packed::lift_result(sandbox::Instance& instance, std::size_t index,
                                 std::span<const WasmValue> /*arguments*/,
                                 std::span<const WasmValue> results,
                                 const types::Projection* projection, json::Writer& writer,
                                 std::vector<ResultIssue>& issues) const {
  JsonSink sink(writer);
  return lift_answer(instance, index, results, projection, sink, issues);
}

Result<Value> Packed::lift_result_value(sandbox::Instance& instance, std::size_t index,
                                        std::span<const WasmValue> /*arguments*/,
                                        std::span<const WasmValue> results,
                                        types::Arena& arena) const {
  ValueSink sink(arena);
  return lift_for_guest(sink, [&](std::vector<ResultIssue>& issues) {
    return lift_answer(instance, index, results, nullptr, sink, issues);
  });
}

Result<void> Packed::lift_pushed(sandbox::Instance& instance, std::size_t index,
                                 std::span<const WasmValue> arguments,
                                 const types::Projection* projection, json::Writer& writer,
                                 std::vector<ResultIssue>& issues) const {
  MODUS_TRY(block, passed_block(instance, arguments, kPushToStream));
  const Shape* const pushed = exports_[index].pushed;
  if (pushed == nullptr) {
    return fail(ErrorCode::kGuestTrap,
                "the function pushes a value, though its result is no "
                "stream");
  }
  JsonSink sink(writer);
  return lift_whole(block, *pushed, projection, sink, issues);
}

Result<std::vector<Value>> Packed::lift_host_arguments(sandbox::Instance& instance,
                                                       std::size_t index,
                                                       std::span<const WasmValue> arguments,
                                                       types::Arena& arena) const {
  const Function& function = imports_[index];
  MODUS_TRY(block, passed_block(instance, arguments, function.signature.name));
  ValueSink sink(arena);
  std::vector<ResultIssue> issues;
  Lifting<ValueSink> lifting(block, sink, issues);
  std::vector<Value> values;
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    auto lifted = lifting.lift(*function.parameters[i], nullptr);
    if (lifted) lifted = demand_whole(issues);
    if (!lifted) return std::unexpected(in_argument(lifted.error(), function.signature, i));
    values.push_back(sink.take());
  }
  if (auto ended = lifting.end(); !ended) {
    return fail(ended.error().code(), "the arguments of {}: {}", function.signature.name,
                ended.error().message());
  }
  return values;
}

Result<std::optional<WasmValue>> Packed::lower_host_result(sandbox::Instance& instance,
                                                           std::size_t index,
                                                           const Value& result) const {
  const Function& function = imports_[index];
  if (function.result == nullptr) return WasmValue::i32(0);
  if (result.is_null() || result.is_absent()) return WasmValue::i32(kFailed);
  Packing packing(BytesForm::kRaw, instance.max_memory_bytes());
  MODUS_CHECK(packing.add(*function.result, result));
  return offer(instance, packing.take());
}

// The block is an answer, such as functions give.
Result<std::optional<WasmValue>> Packed::lower_module_result(sandbox::Instance& instance,
                                                             std::size_t index,
                                                             const Result<Value>& result) const {
  const Function& function = imports_[index];
  Packing packing(BytesForm::kRaw, instance.max_memory_bytes());
  packing.begin_answer(result.has_value());
  if (!result) {
    packing.add_text(result.error().describe());
  } else if (function.result != nullptr) {
    MODUS_CHECK(packing.add(*function.result, *result));
  }
  return offer(instance, packing.take());
}

}  // namespace

Result<std::unique_ptr<Convention>> make_convention(const sandbox::Outline& module,
                                                    Metadata metadata) {
  Shapes shapes(metadata);
  auto defaults = std::make_unique<types::Arena>();
  std::vector<Function> exports;
  for (const DeclaredFunction& declared : metadata.exports) {
    MODUS_TRY(function, resolve_export(shapes, declared, module, *defaults));
    exports.push_back(std::move(function));
  }
  std::vector<Function> imports;
  for (const DeclaredFunction& declared : metadata.imports) {
    MODUS_TRY(function, resolve_import(shapes, declared));
    imports.push_back(std::move(function));
  }
  AnswerTypes answer_types;
  for (const NamedType& named : metadata.answer_types) {
    MODUS_TRY(shape, shapes.resolve(named.type));
    answer_types.emplace(named.name, shape->type);
  }
  MODUS_CHECK(shapes.complete());
  return std::make_unique<Packed>(std::move(metadata.info), shapes, std::move(defaults),
                                  std::move(exports), std::move(imports), std::move(answer_types));
}

}  // namespace modus::guest::packed
