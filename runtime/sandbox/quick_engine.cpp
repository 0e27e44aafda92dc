// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/quick_engine.h"

namespace modus::sandbox {

// What decides which code is compatible must be as in third_party/wasmtime/src/lib.rs.
EnginePtr make_quick_engine() {
  wasm_config_t* config = wasm_config_new();
  wasmtime_config_epoch_interruption_set(config, true);
  wasmtime_config_parallel_compilation_set(config, true);
  wasmtime_config_cranelift_opt_level_set(config, WASMTIME_OPT_LEVEL_NONE);
  wasmtime_config_cranelift_regalloc_algorithm_set(config, WASMTIME_REGALLOC_SINGLE_PASS);
  wasmtime_config_wasm_memory64_set(config, false);
  wasmtime_config_wasm_multi_memory_set(config, false);
  return EnginePtr(wasm_engine_new_with_config(config));
}

}  // namespace modus::sandbox
