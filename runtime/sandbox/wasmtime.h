// SPDX-License-Identifier: Apache-2.0
// The engine's C API with owning pointers. Included only within this room's .cpp files.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <wasm.h>
#include <wasmtime.h>

#include "runtime/sandbox/engine_extensions.h"

namespace modus::sandbox {

template <auto function>
struct Delete {
  void operator()(auto* object) const { function(object); }
};

using EnginePtr = std::unique_ptr<wasm_engine_t, Delete<wasm_engine_delete>>;
using ModulePtr = std::unique_ptr<wasmtime_module_t, Delete<wasmtime_module_delete>>;
using LinkerPtr = std::unique_ptr<wasmtime_linker_t, Delete<wasmtime_linker_delete>>;
using InstancePrePtr =
    std::unique_ptr<wasmtime_instance_pre_t, Delete<wasmtime_instance_pre_delete>>;
using StorePtr = std::unique_ptr<wasmtime_store_t, Delete<wasmtime_store_delete>>;
using FuturePtr = std::unique_ptr<wasmtime_call_future_t, Delete<wasmtime_call_future_delete>>;
using ErrorPtr = std::unique_ptr<wasmtime_error_t, Delete<wasmtime_error_delete>>;
using TrapPtr = std::unique_ptr<wasm_trap_t, Delete<wasm_trap_delete>>;
using FunctionTypePtr = std::unique_ptr<wasm_functype_t, Delete<wasm_functype_delete>>;

/// A vector of the C API, emptied at the end of its scope.
template <class Vector, auto function>
struct Scoped : Vector {
  Scoped() : Vector{} {}
  Scoped(const Scoped&) = delete;
  Scoped& operator=(const Scoped&) = delete;
  ~Scoped() { function(this); }
};
using ByteVector = Scoped<wasm_byte_vec_t, wasm_byte_vec_delete>;
using ImportVector = Scoped<wasm_importtype_vec_t, wasm_importtype_vec_delete>;
using ExportVector = Scoped<wasm_exporttype_vec_t, wasm_exporttype_vec_delete>;
using FrameVector = Scoped<wasm_frame_vec_t, wasm_frame_vec_delete>;

inline std::string_view to_view(const wasm_name_t& name) { return {name.data, name.size}; }

inline std::string to_message(const wasmtime_error_t& error) {
  ByteVector text;
  wasmtime_error_message(&error, &text);
  return std::string(to_view(text));
}

}  // namespace modus::sandbox
