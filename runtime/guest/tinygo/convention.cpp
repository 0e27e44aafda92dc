// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/tinygo/convention.h"

#include "runtime/guest/declared_convention.h"
#include "runtime/guest/sinks.h"
#include "runtime/guest/tinygo/function.h"
#include "runtime/guest/tinygo/lift.h"
#include "runtime/guest/tinygo/lower.h"

namespace modus::guest::tinygo {
namespace {

using sandbox::WasmValue;
using types::Value;

class TinyGo final : public DeclaredConvention<Function> {
 public:
  TinyGo(ModuleInfo info, Helpers helpers, Shapes& shapes, std::vector<Function> exports,
         std::vector<Function> imports)
      : DeclaredConvention(std::move(info), shapes.take_types(), std::move(exports),
                           std::move(imports), {}),
        helpers_(helpers),
        combined_(shapes.take_combined()),
        shapes_(shapes.take_shapes()) {}

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
  Result<void> lift_returned(sandbox::Instance& instance, std::size_t function,
                             std::span<const WasmValue> arguments,
                             std::span<const WasmValue> results,
                             const types::Projection* projection, Sink& sink,
                             std::vector<ResultIssue>& issues) const;

  Helpers helpers_;
  std::deque<types::Type> combined_;
  std::deque<Shape> shapes_;
};

Result<void> check_callable(const Function& function) {
  if (!function.unknown_type) return {};
  return fail(ErrorCode::kCorrupt,
              "the function '{}' uses the type '{}', and the module does not say what that is made "
              "of; rebuild the app with \"modus build\"",
              function.signature.name, *function.unknown_type);
}

// Narrow integers come extended, as the language would extend them.
WasmValue read_word(Bytes image, const Word& word) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, image.data() + word.offset, word.size);
  if (!word.is_signed) return {word.type, bits};
  const int unused = 32 - static_cast<int>(word.size) * 8;
  const auto extended = static_cast<std::int32_t>(static_cast<std::uint32_t>(bits) << unused);
  return WasmValue::i32(static_cast<std::uint32_t>(extended >> unused));
}

Result<sandbox::WasmValues> TinyGo::lower_arguments(sandbox::Instance& instance, std::size_t index,
                                                    std::span<const Value> arguments,
                                                    BytesForm bytes_form) const {
  const Function& function = exports_[index];
  MODUS_CHECK(check_callable(function));
  Heap heap(instance, helpers_);
  Lowering lowering(heap, bytes_form);
  sandbox::WasmValues words;
  if (function.is_indirect) {
    MODUS_TRY(place, heap.allocate_root(function.result->size));
    words.push_back(WasmValue::i32(place));
  }
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const Shape& shape = *function.parameters[i];
    const auto image = lowering.make_image(shape, argument_at(arguments, i));
    if (!image) {
      return std::unexpected(in_parameter(image.error(), function.signature.parameters[i].name));
    }
    flatten(shape, 0, [&](const Word& word) { words.push_back(read_word(*image, word)); });
  }
  return words;
}

// Where a value that comes as one word may be read like any other, and the collector sees it.
Result<std::uint32_t> place_word(Heap& heap, const Shape& shape, const WasmValue& word) {
  MODUS_TRY(place, heap.allocate_root(shape.size));
  Result<void> written;
  flatten(shape, 0, [&](const Word& part) {
    const Bytes bits = std::as_bytes(std::span(&word.bits, 1)).first(part.size);
    written = heap.put_bytes(place + std::uint64_t{part.offset}, bits);
  });
  MODUS_CHECK(written);
  return place;
}

template <class Sink>
Result<void> TinyGo::lift_returned(sandbox::Instance& instance, std::size_t index,
                                   std::span<const WasmValue> arguments,
                                   std::span<const WasmValue> results,
                                   const types::Projection* projection, Sink& sink,
                                   std::vector<ResultIssue>& issues) const {
  const Function& function = exports_[index];
  const Shape* const shape = function.result;
  const bool is_null_word = results.size() == 1 && results.front().as_i64() == 0;
  if (shape == nullptr || (shape->form == Form::kMap && is_null_word)) {
    sink.null();
    return {};
  }
  if (shape->form == Form::kScalar && results.size() == 1) {
    LiftReport report(issues);
    return report.conclude(lift_scalar(*shape->type, results.front().bits, sink, report));
  }
  Heap heap(instance, helpers_);
  std::uint32_t place = 0;
  if (function.is_indirect && !arguments.empty()) {
    place = arguments.front().as_i32();
  } else if (results.size() == 1) {
    MODUS_TRY(placed, place_word(heap, *shape, results.front()));
    place = placed;
  } else if (shape->size > 0) {
    return fail(ErrorCode::kInternal, "the function gave no result");
  }
  return Lifting<Sink>(heap, sink, issues).lift(*shape, place, projection);
}

Result<void> TinyGo::lift_result(sandbox::Instance& instance, std::size_t index,
                                 std::span<const WasmValue> arguments,
                                 std::span<const WasmValue> results,
                                 const types::Projection* projection, json::Writer& writer,
                                 std::vector<ResultIssue>& issues) const {
  JsonSink sink(writer);
  return lift_returned(instance, index, arguments, results, projection, sink, issues);
}

Result<Value> TinyGo::lift_result_value(sandbox::Instance& instance, std::size_t index,
                                        std::span<const WasmValue> arguments,
                                        std::span<const WasmValue> results,
                                        types::Arena& arena) const {
  ValueSink sink(arena);
  return lift_for_guest(sink, [&](std::vector<ResultIssue>& issues) {
    return lift_returned(instance, index, arguments, results, nullptr, sink, issues);
  });
}

// The original has no streams.
Result<void> TinyGo::lift_pushed(sandbox::Instance&, std::size_t, std::span<const WasmValue>,
                                 const types::Projection*, json::Writer&,
                                 std::vector<ResultIssue>&) const {
  return fail(ErrorCode::kGuestTrap, "the function pushes a value, though its result is no stream");
}

// What the guest passes is in its own use, so its collector leaves it.
Result<Value> lift_argument(Heap& heap, const Shape& shape, const WasmValue& word,
                            ValueSink& sink) {
  return lift_for_guest(sink, [&](std::vector<ResultIssue>& issues) -> Result<void> {
    if (shape.form == Form::kScalar) {
      LiftReport report(issues);
      return report.conclude(lift_scalar(*shape.type, word.bits, sink, report));
    }
    if (shape.form == Form::kPointer && word.as_i32() == 0) {
      sink.null();
      return {};
    }
    Lifting<ValueSink> lifting(heap, sink, issues);
    if (shape.form == Form::kPointer) return lifting.lift(*shape.element, word.as_i32(), nullptr);
    MODUS_TRY(place, place_word(heap, shape, word));
    return lifting.lift(shape, place, nullptr);
  });
}

Result<std::vector<Value>> TinyGo::lift_host_arguments(sandbox::Instance& instance,
                                                       std::size_t index,
                                                       std::span<const WasmValue> arguments,
                                                       types::Arena& arena) const {
  const Function& function = imports_[index];
  MODUS_CHECK(check_callable(function));
  std::size_t words = 0;
  for (const Shape* shape : function.parameters) words += shape->words;
  const auto is_single = [](const Shape* shape) { return shape->words == 1; };
  if (words != arguments.size() || !std::ranges::all_of(function.parameters, is_single)) {
    return fail(ErrorCode::kCorrupt, "the import '{}' has another type than its metadata says",
                function.signature.name);
  }
  Heap heap(instance, helpers_);
  std::vector<Value> values;
  ValueSink sink(arena);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto value = lift_argument(heap, *function.parameters[i], arguments[i], sink);
    if (!value) {
      return std::unexpected(in_argument(value.error(), function.signature, i));
    }
    values.push_back(*value);
  }
  return values;
}

Result<std::optional<WasmValue>> TinyGo::lower_host_result(sandbox::Instance& instance,
                                                           std::size_t index,
                                                           const Value& result) const {
  const Function& function = imports_[index];
  if (function.result == nullptr) return std::nullopt;
  MODUS_CHECK(check_callable(function));
  if (function.result->words != 1) {
    return fail(ErrorCode::kCorrupt, "the import '{}' has another type than its metadata says",
                function.signature.name);
  }
  Lowering lowering(Heap(instance, helpers_), BytesForm::kRaw);
  // A host function that fails gives the zero value: the SDK turns it into an error.
  const bool is_null = result.is_null() || result.is_absent();
  std::vector<std::byte> image(function.result->size);
  if (!is_null) {
    MODUS_TRY(made, lowering.make_image(*function.result, result));
    image = std::move(made);
  }
  MODUS_CHECK(lowering.release());
  WasmValue word;
  flatten(*function.result, 0, [&](const Word& part) { word = read_word(image, part); });
  return word;
}

// Such modules have no way to be told what went wrong.
Result<std::optional<WasmValue>> TinyGo::lower_module_result(sandbox::Instance& instance,
                                                             std::size_t index,
                                                             const Result<Value>& result) const {
  if (!result) return std::unexpected(result.error());
  return lower_host_result(instance, index, *result);
}

}  // namespace

Result<std::unique_ptr<Convention>> make_convention(const sandbox::Outline& module,
                                                    Metadata metadata) {
  Shapes shapes(metadata);
  std::vector<Function> exports;
  for (const DeclaredFunction& declared : metadata.exports) {
    MODUS_TRY(function, resolve(shapes, declared));
    exports.push_back(std::move(function));
  }
  std::vector<Function> imports;
  for (const DeclaredFunction& declared : metadata.imports) {
    MODUS_TRY(function, resolve(shapes, declared));
    imports.push_back(std::move(function));
  }
  MODUS_CHECK(shapes.complete());
  for (Function& function : exports) MODUS_CHECK(find_export(function, module));
  for (Function& function : imports) check_import(function);
  return std::make_unique<TinyGo>(std::move(metadata.info), find_helpers(module), shapes,
                                  std::move(exports), std::move(imports));
}

}  // namespace modus::guest::tinygo
