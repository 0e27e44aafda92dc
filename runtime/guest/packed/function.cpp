// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/packed/function.h"

#include "runtime/types/value_json.h"

namespace modus::guest::packed {
namespace {

using sandbox::ValueType;

template <class T>
Result<T> in_function(Result<T> result, std::string_view name) {
  if (result) return result;
  return fail(result.error().code(), "function '{}': {}", name, result.error().message());
}

Result<void> add_parameters(Function& function, Shapes& shapes, const DeclaredFunction& declared) {
  for (const DeclaredParameter& parameter : declared.parameters) {
    MODUS_TRY(shape, in_function(shapes.resolve(parameter.type), declared.name));
    function.parameters.push_back(shape);
    function.signature.parameters.push_back({parameter.name, shape->type, parameter.default_value});
  }
  return {};
}

Result<void> add_results(Function& function, Shapes& shapes, const DeclaredFunction& declared,
                         Result<const Shape*> (Shapes::*resolve)(std::string_view)) {
  std::vector<const Shape*> results;
  for (const DeclaredResult& result : declared.results) {
    MODUS_TRY(shape, in_function((shapes.*resolve)(result.type), declared.name));
    results.push_back(shape);
    function.signature.results.push_back({result.name, shape->type});
  }
  const auto is_stream = [](const Shape* shape) {
    return shape->type->kind == types::Kind::kStream;
  };
  if (results.size() > 1 && std::ranges::any_of(results, is_stream)) {
    return fail(ErrorCode::kCorrupt,
                "function '{}': a stream can only be the one result of a function", declared.name);
  }
  if (results.empty()) return {};
  if (is_stream(results.front())) {
    function.pushed = results.front()->element;
  } else {
    function.result =
        results.size() == 1 ? results.front() : shapes.combine(declared.results, results);
  }
  return {};
}

Result<void> find_export(Function& function, const sandbox::Outline& module) {
  const std::string& name = function.signature.name;
  const auto index = module.find_function(name);
  if (!index) {
    return fail(ErrorCode::kCorrupt,
                "the metadata names a function '{}' that the module does not export; rebuild the "
                "app with \"modus build\"",
                name);
  }
  const sandbox::FunctionType& type = module.exported_functions()[*index].type;
  if (type.parameters != std::vector{ValueType::kI32} ||
      type.results != std::vector{ValueType::kI64}) {
    return fail(ErrorCode::kCorrupt,
                "the module's function '{}' does not have the type (i32) -> i64 of the packed "
                "function ABI; rebuild the app with \"modus build\"",
                name);
  }
  function.wasm_index = *index;
  return {};
}

Function start(const DeclaredFunction& declared) {
  Function function;
  function.signature.name = declared.name;
  function.signature.docs = declared.docs;
  return function;
}

}  // namespace

Result<Function> resolve_export(Shapes& shapes, const DeclaredFunction& declared,
                                const sandbox::Outline& module, types::Arena& defaults) {
  Function function = start(declared);
  MODUS_CHECK(add_parameters(function, shapes, declared));
  for (const DeclaredParameter& parameter : declared.parameters) {
    const auto& value = parameter.default_value;
    function.defaults.push_back(value ? types::from_json(*value, defaults) : types::Value());
  }
  MODUS_CHECK(add_results(function, shapes, declared, &Shapes::resolve_result));
  MODUS_CHECK(find_export(function, module));
  return function;
}

Result<Function> resolve_import(Shapes& shapes, const DeclaredFunction& declared) {
  Function function = start(declared);
  MODUS_CHECK(add_parameters(function, shapes, declared));
  MODUS_CHECK(add_results(function, shapes, declared, &Shapes::resolve));
  return function;
}

}  // namespace modus::guest::packed
