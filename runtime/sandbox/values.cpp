// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/internals.h"

namespace modus::sandbox {

wasmtime_val_t to_engine(const WasmValue& value) {
  wasmtime_val_t result{};
  switch (value.type) {
    case ValueType::kI32:
      result.kind = WASMTIME_I32;
      result.of.i32 = static_cast<std::int32_t>(value.bits);
      break;
    case ValueType::kI64:
      result.kind = WASMTIME_I64;
      result.of.i64 = static_cast<std::int64_t>(value.bits);
      break;
    case ValueType::kF32:
      result.kind = WASMTIME_F32;
      result.of.f32 = value.as_f32();
      break;
    case ValueType::kF64:
      result.kind = WASMTIME_F64;
      result.of.f64 = value.as_f64();
      break;
  }
  return result;
}

WasmValue from_engine(const wasmtime_val_t& value) {
  switch (value.kind) {
    case WASMTIME_I64: return WasmValue::i64(static_cast<std::uint64_t>(value.of.i64));
    case WASMTIME_F32: return WasmValue::f32(value.of.f32);
    case WASMTIME_F64: return WasmValue::f64(value.of.f64);
    default: return WasmValue::i32(static_cast<std::uint32_t>(value.of.i32));
  }
}

wasmtime_val_raw_t to_raw(const WasmValue& value) {
  wasmtime_val_raw_t raw{};
  switch (value.type) {
    case ValueType::kI32: raw.i32 = static_cast<std::int32_t>(value.bits); break;
    case ValueType::kI64: raw.i64 = static_cast<std::int64_t>(value.bits); break;
    case ValueType::kF32: raw.f32 = value.as_f32(); break;
    case ValueType::kF64: raw.f64 = value.as_f64(); break;
  }
  return raw;
}

WasmValue from_raw(const wasmtime_val_raw_t& raw, ValueType type) {
  switch (type) {
    case ValueType::kI64: return WasmValue::i64(static_cast<std::uint64_t>(raw.i64));
    case ValueType::kF32: return WasmValue::f32(raw.f32);
    case ValueType::kF64: return WasmValue::f64(raw.f64);
    default: return WasmValue::i32(static_cast<std::uint32_t>(raw.i32));
  }
}

std::optional<ValueType> to_value_type(wasm_valkind_t kind) {
  switch (kind) {
    case WASM_I32: return ValueType::kI32;
    case WASM_I64: return ValueType::kI64;
    case WASM_F32: return ValueType::kF32;
    case WASM_F64: return ValueType::kF64;
    default: return {};
  }
}

std::optional<FunctionType> to_function_type(const wasm_functype_t& type) {
  FunctionType result;
  const auto copy = [](const wasm_valtype_vec_t& from, std::vector<ValueType>& to) {
    for (std::size_t i = 0; i < from.size; ++i) {
      const auto value = to_value_type(wasm_valtype_kind(from.data[i]));
      if (!value) return false;
      to.push_back(*value);
    }
    return true;
  };
  if (!copy(*wasm_functype_params(&type), result.parameters)) return {};
  if (!copy(*wasm_functype_results(&type), result.results)) return {};
  return result;
}

FunctionTypePtr to_engine(const FunctionType& type) {
  constexpr wasm_valkind_t kKinds[] = {WASM_I32, WASM_I64, WASM_F32, WASM_F64};
  const auto copy = [&](const std::vector<ValueType>& from, wasm_valtype_vec_t& to) {
    wasm_valtype_vec_new_uninitialized(&to, from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      to.data[i] = wasm_valtype_new(kKinds[static_cast<std::size_t>(from[i])]);
    }
  };
  wasm_valtype_vec_t parameters;
  wasm_valtype_vec_t results;
  copy(type.parameters, parameters);
  copy(type.results, results);
  return FunctionTypePtr(wasm_functype_new(&parameters, &results));
}

}  // namespace modus::sandbox
