// SPDX-License-Identifier: Apache-2.0
// What third_party/wasmtime/src/lib.rs adds to the engine's C API.
#pragma once

#include <cstddef>
#include <cstdint>

#include <wasmtime.h>

extern "C" {

/// What an engine's pool holds; every instance has one memory, at most one table, and one stack
/// while a call runs in it.
struct modus_engine_options {
  std::uint32_t max_instances;
  std::uint32_t extra_stacks;
  std::size_t max_memory_bytes;
  std::size_t max_table_elements;
  std::size_t max_stack_bytes;
  std::size_t host_stack_bytes;  // on fibers, for host functions beyond the guest's own frames
  std::size_t memory_kept_resident;
  std::size_t table_kept_resident;
};

/// Null, and the reason in `error`, when the system does not give what the options need.
wasm_engine_t* modus_engine_new(const modus_engine_options* options, wasmtime_error_t** error);

/// How far the memory of one instance may grow, and whether it tried to grow further.
struct modus_memory_limit {
  std::size_t max_bytes;
  bool refused;
};

/// Holds the store's memory to `limit`, which must outlive the store.
void modus_store_limit_memory(wasmtime_store_t* store, modus_memory_limit* limit);

}  // extern "C"
