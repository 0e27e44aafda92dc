// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <sys/mman.h>

#include "runtime/sandbox/internals.h"

namespace modus::sandbox {
namespace {

// Measured on two cores with AssemblyScript guests: what stays resident in a freed slot is zeroed
// by hand instead of being handed back to the kernel, which costs the other threads their TLBs.
constexpr std::size_t kMemoryKeptResident = 128u << 10;
constexpr std::size_t kTableKeptResident = 64u << 10;
constexpr std::size_t kStackKeptResident = 64u << 10;

constexpr std::size_t kTableElements = 50000;
constexpr std::size_t kHostStack = 1u << 20;  // for host functions, beyond the guest's own frames
constexpr std::uint64_t kSlotAddressSpace = (4ull << 30) + (64u << 20);  // with guard pages

// Helper calls within host calls need a stack of their own.
constexpr std::uint32_t kStacksPerInstance = 2;
// A stack and its guard take two mappings, a live memory about four more.
constexpr std::uint64_t kMappingsPerInstance = 2 * kStacksPerInstance + 6;

std::uint64_t max_mappings() {
  std::ifstream file("/proc/sys/vm/max_map_count");
  std::uint64_t count = 0;
  return file >> count ? count : 65530;
}

// The engine ends the process when it cannot reserve its pool, so that is tried first.
Result<void> check_room(const EngineOptions& options) {
  const std::uint64_t mappings = options.max_instances * kMappingsPerInstance;
  if (mappings > max_mappings()) {
    return fail(ErrorCode::kResourceExhausted,
                "{} instances at once need about {} memory mappings, but the system allows {}; "
                "raise vm.max_map_count or allow fewer instances",
                options.max_instances, mappings, max_mappings());
  }
  const std::uint64_t size = options.max_instances * kSlotAddressSpace;
  void* room = ::mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (room == MAP_FAILED) {
    return fail(ErrorCode::kResourceExhausted,
                "{} instances at once need {} GB of address space, which the system does not give "
                "(see ulimit -v); allow fewer instances",
                options.max_instances, size >> 30);
  }
  ::munmap(room, size);
  return {};
}

void configure_pool(wasm_config_t* config, const EngineOptions& options) {
  using Pool = wasmtime_pooling_allocation_config_t;
  std::unique_ptr<Pool, Delete<wasmtime_pooling_allocation_config_delete>> owner(
      wasmtime_pooling_allocation_config_new());
  Pool* pool = owner.get();
  const std::uint32_t count = options.max_instances;
  wasmtime_pooling_allocation_config_total_core_instances_set(pool, count);
  wasmtime_pooling_allocation_config_total_memories_set(pool, count);
  wasmtime_pooling_allocation_config_total_tables_set(pool, count);
  wasmtime_pooling_allocation_config_total_stacks_set(pool, count * kStacksPerInstance);
  wasmtime_pooling_allocation_config_max_memory_size_set(pool, options.max_memory_bytes);
  wasmtime_pooling_allocation_config_table_elements_set(pool, kTableElements);
  wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(pool, kMemoryKeptResident);
  wasmtime_pooling_allocation_config_table_keep_resident_set(pool, kTableKeptResident);
  wasmtime_pooling_allocation_config_async_stack_keep_resident_set(pool, kStackKeptResident);
  wasmtime_pooling_allocation_strategy_set(config, pool);
}

wasm_config_t* make_config(const EngineOptions& options) {
  wasm_config_t* config = wasm_config_new();
  wasmtime_config_epoch_interruption_set(config, true);
  wasmtime_config_memory_init_cow_set(config, true);
  wasmtime_config_parallel_compilation_set(config, true);
  wasmtime_config_max_wasm_stack_set(config, options.max_stack_bytes);
  wasmtime_config_async_stack_size_set(config, options.max_stack_bytes + kHostStack);
  wasmtime_config_wasm_memory64_set(config, false);
  wasmtime_config_wasm_multi_memory_set(config, false);
  configure_pool(config, options);
  return config;
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::create(EngineOptions options) {
  MODUS_CHECK(check_room(options));
  EnginePtr engine(wasm_engine_new_with_config(make_config(options)));
  auto internals = std::make_unique<Internals>(std::move(options), std::move(engine));
  return std::unique_ptr<Engine>(new Engine(std::move(internals)));
}

Engine::Engine(std::unique_ptr<Internals> internals) : internals_(std::move(internals)) {}
Engine::~Engine() = default;

}  // namespace modus::sandbox
