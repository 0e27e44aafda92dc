// SPDX-License-Identifier: Apache-2.0
//! wasmtime's C API, and the few things the runtime needs that the API lacks. Declared for C++ in
//! runtime/sandbox/engine_extensions.h.

pub use wasmtime_c_api::*;

use std::mem::transmute;
use wasmtime_c_api::wasmtime::{
    Config, Enabled, Engine, Error, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig,
    ResourceLimiter, Result,
};

/// What an engine's pool holds; every instance has one memory, at most one table, and one stack
/// while a call runs in it.
#[repr(C)]
pub struct modus_engine_options {
    pub max_instances: u32,
    pub extra_stacks: u32,
    pub max_memory_bytes: usize,
    pub max_table_elements: usize,
    pub max_stack_bytes: usize,
    /// On fibers, for host functions beyond the guest's own frames.
    pub host_stack_bytes: usize,
    pub memory_kept_resident: usize,
    pub table_kept_resident: usize,
}

/// An engine that compiles for `options`, or null and the reason.
#[unsafe(no_mangle)]
pub extern "C" fn modus_engine_new(
    options: &modus_engine_options,
    error: &mut *mut wasmtime_error_t,
) -> *mut wasm_engine_t {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_core_instances(options.max_instances)
        .total_memories(options.max_instances)
        .total_tables(options.max_instances)
        .total_stacks(options.max_instances + options.extra_stacks)
        .max_memory_size(options.max_memory_bytes)
        .table_elements(options.max_table_elements)
        .linear_memory_keep_resident(options.memory_kept_resident)
        .table_keep_resident(options.table_kept_resident)
        .pagemap_scan(Enabled::Auto);
    let mut config = Config::new();
    config
        .epoch_interruption(true)
        .memory_init_cow(true)
        // A memory that is mostly empty is cheaper to fill than to map, and holds only what it uses.
        .memory_guaranteed_dense_image_size(0)
        .parallel_compilation(true)
        .cranelift_opt_level(OptLevel::Speed)
        .max_wasm_stack(options.max_stack_bytes)
        .async_stack_size(options.max_stack_bytes + options.host_stack_bytes)
        .wasm_memory64(false)
        .wasm_multi_memory(false)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    match Engine::new(&config) {
        // SAFETY: wasm_engine_t is repr(C) around nothing but an Engine.
        Ok(engine) => unsafe { transmute(Box::into_raw(Box::new(engine))) },
        Err(reason) => {
            *error = Box::into_raw(Box::new(wasmtime_error_t::from(reason)));
            std::ptr::null_mut()
        }
    }
}

/// How far the memory of one instance may grow, and whether it tried to grow further.
#[repr(C)]
pub struct modus_memory_limit {
    pub max_bytes: usize,
    pub refused: bool,
}

// SAFETY: a store and its limit are used by one thread at a time.
unsafe impl Send for modus_memory_limit {}
unsafe impl Sync for modus_memory_limit {}

impl ResourceLimiter for modus_memory_limit {
    fn memory_growing(&mut self, _: usize, wanted: usize, _: Option<usize>) -> Result<bool> {
        let fits = wanted <= self.max_bytes;
        self.refused |= !fits;
        Ok(fits)
    }

    fn memory_grow_failed(&mut self, _: Error) -> Result<()> {
        self.refused = true;
        Ok(())
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> Result<bool> {
        Ok(true) // held to the pool's size of a table
    }
}

/// Holds the store's memory to `limit`, which must outlive the store.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn modus_store_limit_memory(
    store: &mut wasmtime_store_t,
    limit: *mut modus_memory_limit,
) {
    struct Limit(*mut modus_memory_limit);
    // SAFETY: as for modus_memory_limit.
    unsafe impl Send for Limit {}
    unsafe impl Sync for Limit {}
    let limit = Limit(limit);
    // SAFETY: wasmtime_store_t is repr(C) around nothing but a Store.
    let store: &mut WasmtimeStore = unsafe { transmute(store) };
    store.limiter(move |_| {
        let limit = &limit;
        // SAFETY: the caller keeps the limit alive and leaves it to the store.
        unsafe { &mut *limit.0 }
    });
}
