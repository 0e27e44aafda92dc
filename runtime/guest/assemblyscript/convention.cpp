// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/assemblyscript/convention.h"

#include <algorithm>
#include <utility>

#include "runtime/guest/assemblyscript/lift.h"
#include "runtime/guest/assemblyscript/lower.h"
#include "runtime/guest/assemblyscript/shapes.h"
#include "runtime/guest/declared_convention.h"
#include "runtime/guest/sinks.h"
#include "runtime/types/value_json.h"

namespace modus::guest::assemblyscript {
namespace {

using sandbox::ValueType;
using sandbox::WasmValue;
using types::Value;

ValueType wasm_type(const Shape& shape) {
  if (shape.is_pointer()) return ValueType::kI32;
  switch (shape.type->kind) {
    case types::Kind::kInt64:
    case types::Kind::kUint64: return ValueType::kI64;
    case types::Kind::kFloat32: return ValueType::kF32;
    case types::Kind::kFloat64: return ValueType::kF64;
    default: return ValueType::kI32;
  }
}

// The compiler records "" for every initializer it cannot write down.
bool is_computed_by_guest(const types::Parameter& parameter) {
  const auto& value = parameter.default_value;
  return value && value->is_string() && value->get_string().empty() &&
         parameter.type->required().kind != types::Kind::kString;
}

struct Function {
  types::Signature signature;
  std::vector<const Shape*> parameters;
  const Shape* result = nullptr;  // null: void
  std::vector<Value> defaults;    // of the parameters; absent: none
  std::size_t wasm_index = 0;
  bool has_defaults = false;
};

enum class Of { kApp, kHost };

Result<Function> resolve(Shapes& shapes, const DeclaredFunction& declared, Of of,
                         types::Arena& arena) {
  Function function;
  function.signature.name = declared.name;
  function.signature.docs = declared.docs;
  const auto named = [&](Result<const Shape*> shape) -> Result<const Shape*> {
    if (shape) return shape;
    return fail(shape.error().code(), "function '{}': {}", declared.name, shape.error().message());
  };
  for (const DeclaredParameter& parameter : declared.parameters) {
    MODUS_TRY(shape, named(shapes.resolve(parameter.type)));
    function.parameters.push_back(shape);
    function.signature.parameters.push_back({parameter.name, shape->type, parameter.default_value});
    function.defaults.push_back(
        parameter.default_value ? types::from_json(*parameter.default_value, arena) : Value());
    function.has_defaults |= parameter.default_value.has_value();
  }
  if (declared.results.size() > 1) {
    return fail(ErrorCode::kCorrupt, "function '{}' has more than one result", declared.name);
  }
  for (const DeclaredResult& result : declared.results) {
    MODUS_TRY(shape, named(of == Of::kApp ? shapes.resolve_result(result.type)
                                          : shapes.resolve(result.type)));
    function.result = shape;
    function.signature.results.push_back({result.name, shape->type});
  }
  return function;
}

Result<void> find_export(Function& function, const sandbox::Outline& module) {
  const auto index = module.find_function(function.signature.name);
  if (!index) {
    return fail(ErrorCode::kCorrupt,
                "the metadata names a function '{}' that the module does not export; rebuild the "
                "app with \"modus build\"",
                function.signature.name);
  }
  const sandbox::FunctionType& type = module.exported_functions()[*index].type;
  std::vector<ValueType> parameters;
  for (const Shape* shape : function.parameters) parameters.push_back(wasm_type(*shape));
  std::vector<ValueType> results;
  if (function.result) results.push_back(wasm_type(*function.result));
  if (type.parameters != parameters || type.results != results) {
    return fail(ErrorCode::kCorrupt,
                "the module's function '{}' has another type than its metadata says; rebuild the "
                "app with \"modus build\"",
                function.signature.name);
  }
  function.wasm_index = *index;
  return {};
}

// A helper counts only with the type it must have.
std::optional<std::size_t> find_helper(const sandbox::Outline& module, std::string_view name,
                                       std::size_t parameters, std::size_t results) {
  const auto index = module.find_function(name);
  if (!index) return {};
  const sandbox::FunctionType& type = module.exported_functions()[*index].type;
  const std::vector<ValueType> expected(parameters, ValueType::kI32);
  if (type.parameters != expected || type.results.size() != results) return {};
  return index;
}

class AssemblyScript final : public DeclaredConvention<Function> {
 public:
  AssemblyScript(ModuleInfo info, Helpers helpers, Shapes& shapes,
                 std::unique_ptr<types::Arena> defaults, std::vector<Function> exports,
                 std::vector<Function> imports, AnswerTypes answer_types)
      : DeclaredConvention(std::move(info), shapes.take_types(), std::move(exports),
                           std::move(imports), std::move(answer_types)),
        helpers_(helpers),
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
  Result<void> lift_returned(sandbox::Instance& instance, std::size_t function,
                             std::span<const WasmValue> results,
                             const types::Projection* projection, Sink& sink,
                             std::vector<ResultIssue>& issues) const;
  Result<WasmValue> lower_answer(sandbox::Instance& instance, const Shape& shape,
                                 const Value& answer) const;
  Result<std::size_t> count_given(const Function& function, std::span<const Value> arguments) const;

  Helpers helpers_;
  std::deque<Shape> shapes_;
  std::unique_ptr<types::Arena> defaults_;  // of parameters
};

// How many arguments the guest shall count: those before the first absent one whose default only
// the guest can compute. All after that must be absent too.
Result<std::size_t> AssemblyScript::count_given(const Function& function,
                                                std::span<const Value> arguments) const {
  const auto& parameters = function.signature.parameters;
  std::size_t count = parameters.size();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const bool absent = argument_at(arguments, i).is_absent();
    if (count == parameters.size() && absent && is_computed_by_guest(parameters[i])) count = i;
    if (count < parameters.size() && (!absent || !helpers_.set_arguments_length)) {
      return fail(ErrorCode::kInvalidArgument,
                  "function parameter '{}' is invalid: its default is computed by the function, so "
                  "it can be left out only together with all parameters after it",
                  parameters[count].name);
    }
  }
  return count;
}

Result<sandbox::WasmValues> AssemblyScript::lower_arguments(sandbox::Instance& instance,
                                                            std::size_t index,
                                                            std::span<const Value> arguments,
                                                            BytesForm bytes_form) const {
  const Function& function = exports_[index];
  MODUS_TRY(given, count_given(function, arguments));
  Lowering lowering(Heap(instance, helpers_), bytes_form);
  sandbox::WasmValues lowered;
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const types::Parameter& parameter = function.signature.parameters[i];
    const Shape& shape = *function.parameters[i];
    if (i >= given) {
      lowered.push_back({wasm_type(shape), 0});
      continue;
    }
    Value value = argument_at(arguments, i);
    if (value.is_absent()) value = function.defaults[i];
    auto argument = lowering.lower(shape, value);
    if (!argument) return std::unexpected(in_parameter(argument.error(), parameter.name));
    lowered.push_back(*argument);
  }
  if (function.has_defaults && helpers_.set_arguments_length) {
    MODUS_CHECK(lowering.heap().set_arguments_length(given));
  }
  return lowered;
}

template <class Sink>
Result<void> AssemblyScript::lift_returned(sandbox::Instance& instance, std::size_t index,
                                           std::span<const WasmValue> results,
                                           const types::Projection* projection, Sink& sink,
                                           std::vector<ResultIssue>& issues) const {
  const Function& function = exports_[index];
  if (!function.result || function.result->form == Form::kStream) {
    sink.null();
    return {};
  }
  if (results.size() != 1) return fail(ErrorCode::kInternal, "the function gave no result");
  Lifting<Sink> lifting(MemoryView(instance.memory()), sink, issues);
  return lifting.lift(*function.result, results.front(), projection);
}

Result<void> AssemblyScript::lift_result(sandbox::Instance& instance, std::size_t index,
                                         std::span<const WasmValue> /*arguments*/,
                                         std::span<const WasmValue> results,
                                         const types::Projection* projection, json::Writer& writer,
                                         std::vector<ResultIssue>& issues) const {
  JsonSink sink(writer);
  return lift_returned(instance, index, results, projection, sink, issues);
}

Result<Value> AssemblyScript::lift_result_value(sandbox::Instance& instance, std::size_t index,
                                                std::span<const WasmValue> /*arguments*/,
                                                std::span<const WasmValue> results,
                                                types::Arena& arena) const {
  ValueSink sink(arena);
  return lift_for_guest(sink, [&](std::vector<ResultIssue>& issues) {
    return lift_returned(instance, index, results, nullptr, sink, issues);
  });
}

Result<void> AssemblyScript::lift_pushed(sandbox::Instance& instance, std::size_t index,
                                         std::span<const WasmValue> arguments,
                                         const types::Projection* projection, json::Writer& writer,
                                         std::vector<ResultIssue>& issues) const {
  const Shape& stream = *exports_[index].result;
  const std::uint32_t pointer = arguments.empty() ? 0 : arguments.front().as_i32();
  const MemoryView memory(instance.memory());
  const auto is_a = [&](const Shape& shape) {
    return shape.form == Form::kStream && memory.payload(pointer, shape.class_id, "").has_value();
  };
  if (!is_a(stream)) {
    const auto other = std::ranges::find_if(shapes_, is_a);
    return fail(ErrorCode::kGuestTrap, "the function pushes to {}, though its result is {}",
                other == shapes_.end() ? "another stream" : "a " + as_written(*other->type),
                as_written(*stream.type));
  }
  JsonSink sink(writer);
  Lifting<JsonSink> lifting(memory, sink, issues);
  return lifting.lift_at(*stream.element, pointer, projection);
}

Result<std::vector<Value>> AssemblyScript::lift_host_arguments(sandbox::Instance& instance,
                                                               std::size_t index,
                                                               std::span<const WasmValue> arguments,
                                                               types::Arena& arena) const {
  const Function& function = imports_[index];
  if (arguments.size() != function.parameters.size()) {
    return fail(ErrorCode::kCorrupt, "the import '{}' has another type than its metadata says",
                function.signature.name);
  }
  std::vector<Value> values;
  ValueSink sink(arena);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto value = lift_for_guest(sink, [&](std::vector<ResultIssue>& issues) {
      Lifting<ValueSink> lifting(MemoryView(instance.memory()), sink, issues);
      return lifting.lift(*function.parameters[i], arguments[i], nullptr);
    });
    if (!value) return std::unexpected(in_argument(value.error(), function.signature, i));
    values.push_back(*value);
  }
  return values;
}

Result<std::optional<WasmValue>> AssemblyScript::lower_host_result(sandbox::Instance& instance,
                                                                   std::size_t index,
                                                                   const Value& result) const {
  const Function& function = imports_[index];
  if (!function.result) return std::nullopt;
  // A host function that fails gives the zero value: SDKs turn it into an exception.
  if (result.is_null() || result.is_absent()) return WasmValue{wasm_type(*function.result), 0};
  return lower_answer(instance, *function.result, result);
}

Result<WasmValue> AssemblyScript::lower_answer(sandbox::Instance& instance, const Shape& shape,
                                               const Value& answer) const {
  Lowering lowering(Heap(instance, helpers_), BytesForm::kRaw);
  MODUS_TRY(value, lowering.lower(shape, answer));
  MODUS_CHECK(lowering.release());
  return value;
}

// The language cannot catch what went wrong.
Result<std::optional<WasmValue>> AssemblyScript::lower_module_result(
    sandbox::Instance& instance, std::size_t index, const Result<Value>& result) const {
  if (!result) return std::unexpected(result.error());
  const Function& function = imports_[index];
  if (!function.result) return std::nullopt;
  return lower_answer(instance, *function.result, *result);
}

}  // namespace

Result<std::unique_ptr<Convention>> make_convention(const sandbox::Outline& module,
                                                    Metadata metadata) {
  Shapes shapes(metadata);
  auto defaults = std::make_unique<types::Arena>();
  std::vector<Function> exports;
  for (const DeclaredFunction& declared : metadata.exports) {
    MODUS_TRY(function, resolve(shapes, declared, Of::kApp, *defaults));
    MODUS_CHECK(find_export(function, module));
    exports.push_back(std::move(function));
  }
  std::vector<Function> imports;
  for (const DeclaredFunction& declared : metadata.imports) {
    MODUS_TRY(function, resolve(shapes, declared, Of::kHost, *defaults));
    imports.push_back(std::move(function));
  }
  AnswerTypes answer_types;
  for (const NamedType& named : metadata.answer_types) {
    MODUS_TRY(shape, shapes.resolve(named.type));
    answer_types.emplace(named.name, shape->type);
  }
  const Helpers helpers{.allocate = find_helper(module, "__new", 2, 1),
                        .pin = find_helper(module, "__pin", 1, 1),
                        .unpin = find_helper(module, "__unpin", 1, 0),
                        .set_arguments_length = find_helper(module, "__setArgumentsLength", 1, 0)};
  return std::make_unique<AssemblyScript>(std::move(metadata.info), helpers, shapes,
                                          std::move(defaults), std::move(exports),
                                          std::move(imports), std::move(answer_types));
}

}  // namespace modus::guest::assemblyscript
