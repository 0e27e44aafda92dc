// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/tinygo/function.h"

namespace modus::guest::tinygo {
namespace {

using sandbox::ValueType;

std::vector<ValueType> wasm_types(const Shape& shape) {
  std::vector<ValueType> types;
  flatten(shape, 0, [&](const Word& word) { types.push_back(word.type); });
  return types;
}

void find_unknown_type(Function& function) {
  for (const Shape* shape : function.parameters) {
    if (!function.unknown_type) function.unknown_type = find_unknown(*shape);
  }
  if (function.result != nullptr && !function.unknown_type) {
    function.unknown_type = find_unknown(*function.result);
  }
}

}  // namespace

Result<Function> resolve(Shapes& shapes, const DeclaredFunction& declared) {
  const auto find = [&](std::string_view name) -> Result<const Shape*> {
    auto shape = shapes.resolve(name);
    if (shape) return shape;
    return fail(shape.error().code(), "function '{}': {}", declared.name, shape.error().message());
  };
  Function function;
  function.signature.name = declared.name;
  function.signature.docs = declared.docs;
  for (const DeclaredParameter& parameter : declared.parameters) {
    MODUS_TRY(shape, find(parameter.type));
    function.parameters.push_back(shape);
    function.signature.parameters.push_back({parameter.name, shape->type, std::nullopt});
  }
  std::vector<const Shape*> results;
  for (const DeclaredResult& result : declared.results) {
    MODUS_TRY(shape, find(result.type));
    results.push_back(shape);
    function.signature.results.push_back({result.name, shape->type});
  }
  if (results.size() == 1) function.result = results.front();
  if (results.size() > 1) function.result = shapes.combine(declared.results, results);
  return function;
}

void check_import(Function& function) { find_unknown_type(function); }

Result<void> find_export(Function& function, const sandbox::Outline& module) {
  const std::string& name = function.signature.name;
  const auto index = module.find_function(name);
  if (!index) {
    return fail(ErrorCode::kCorrupt,
                "the metadata names a function '{}' that the module does not export; rebuild the "
                "app with \"modus build\"",
                name);
  }
  function.wasm_index = *index;
  find_unknown_type(function);
  if (function.unknown_type) return {};

  const sandbox::FunctionType& type = module.exported_functions()[*index].type;
  std::vector<ValueType> parameters;
  std::vector<ValueType> results;
  const Shape* const result = function.result;
  if (result != nullptr && result->words == 1) {
    results = wasm_types(*result);
  } else if (result != nullptr && result->size > 0) {
    function.is_indirect = true;
    parameters.push_back(ValueType::kI32);
  }
  std::size_t words = parameters.size();
  for (const Shape* shape : function.parameters) {
    words += shape->words;
    if (words > kMaxWords) break;
    const auto types = wasm_types(*shape);
    parameters.insert(parameters.end(), types.begin(), types.end());
  }
  if (words > kMaxWords || type.parameters != parameters || type.results != results) {
    return fail(ErrorCode::kCorrupt,
                "the module's function '{}' has another type than its metadata says; rebuild the "
                "app with \"modus build\"",
                name);
  }
  return {};
}

}  // namespace modus::guest::tinygo
