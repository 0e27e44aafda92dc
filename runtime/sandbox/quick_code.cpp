// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/quick_code.h"

namespace modus::sandbox {

// What decides which code is compatible must be as in third_party/wasmtime/src/lib.rs. Without the
// simple register allocation, a module of Go's takes minutes.
wasm_config_t* make_quick_config() {
  wasm_config_t* config = wasm_config_new();
  wasmtime_config_epoch_interruption_set(config, true);
  wasmtime_config_parallel_compilation_set(config, true);
  wasmtime_config_cranelift_opt_level_set(config, WASMTIME_OPT_LEVEL_NONE);
  wasmtime_config_cranelift_regalloc_algorithm_set(config, WASMTIME_REGALLOC_SINGLE_PASS);
  wasmtime_config_wasm_memory64_set(config, false);
  wasmtime_config_wasm_multi_memory_set(config, false);
  return config;
}

}  // namespace modus::sandbox
