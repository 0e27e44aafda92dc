// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>

#include "runtime/sandbox/internals.h"
#include "runtime/sandbox/quick_code.h"

namespace modus::sandbox {
namespace {

// Dirty pages up to this size stay in a freed slot and are restored by copying; handing them back
// to the kernel would cost the other threads their TLBs and the next call its page faults.
constexpr std::size_t kMemoryKeptResident = 1u << 20;
constexpr std::size_t kTableKeptResident = 64u << 10;

constexpr std::size_t kTableElements = 50000;
constexpr std::size_t kHostStack = 1u << 20;

// A module that runs code when it is instantiated does so on a stack of its own.
constexpr std::uint32_t kExtraStacks = 256;
// A stack and its guard take two mappings, a live memory three.
constexpr std::uint64_t kMappingsPerInstance = 5;
constexpr std::uint64_t kOtherMappings = 2000;

std::uint64_t max_mappings() {
  std::ifstream file("/proc/sys/vm/max_map_count");
  std::uint64_t count = 0;
  return file >> count ? count : 65530;
}

Result<void> check_mappings(const EngineOptions& options) {
  const std::uint64_t needed = options.max_instances * kMappingsPerInstance + kOtherMappings;
  const std::uint64_t allowed = max_mappings();
  if (needed <= allowed) return {};
  const std::uint64_t fit =
      allowed > kOtherMappings ? (allowed - kOtherMappings) / kMappingsPerInstance : 0;
  return fail(
      ErrorCode::kResourceExhausted,
      "{} sandboxes need {} memory mappings, but the system allows {}, enough for {}; raise it "
      "(sysctl -w vm.max_map_count={}) or allow fewer concurrent calls",
      options.max_instances, needed, allowed, fit, needed);
}

// The shards together have room for all instances.
std::uint32_t instances_of_shard(const EngineOptions& options) {
  const auto shards = static_cast<std::uint32_t>(options.shards);
  return (options.max_instances + shards - 1) / shards;
}

Result<EnginePtr> make_engine(const EngineOptions& options) {
  const modus_engine_options settings{.max_instances = instances_of_shard(options),
                                      .extra_stacks = kExtraStacks,
                                      .max_memory_bytes = options.max_memory_bytes,
                                      .max_table_elements = kTableElements,
                                      .max_stack_bytes = options.max_stack_bytes,
                                      .host_stack_bytes = kHostStack,
                                      .memory_kept_resident = kMemoryKeptResident,
                                      .table_kept_resident = kTableKeptResident};
  wasmtime_error_t* reason = nullptr;
  EnginePtr engine(modus_engine_new(&settings, &reason));
  if (const ErrorPtr error(reason); error) {
    return fail(ErrorCode::kResourceExhausted,
                "the system has no room for {} concurrent calls of up to {} each (see ulimit -v); "
                "allow fewer: {}",
                options.max_instances, describe_bytes(options.max_memory_bytes),
                to_message(*error));
  }
  return engine;
}

// To be raised when other modules than before can be snapshotted, or their snapshots differ.
constexpr int kSnapshotVersion = 2;

// What compiled modules depend on besides the module itself.
std::string cache_settings(const EngineOptions& options) {
  return fmt::format("{} {}", MODUS_ENGINE_BUILD,
                     options.snapshots ? fmt::format("snapshots {}", kSnapshotVersion) : "plain");
}

// Provisional code needs a larger stack for the same calls. It serves a developer, not a crowd.
EngineOptions hasty_options(const EngineOptions& options) {
  constexpr std::uint32_t kInstances = 1000;
  EngineOptions hasty = options;
  hasty.cache_directory.clear();
  hasty.max_instances = std::min(options.max_instances, kInstances);
  hasty.max_stack_bytes += kQuickCodeStack;
  hasty.provisional_from = EngineOptions().provisional_from;
  return hasty;
}

std::vector<wasm_engine_t*> engines_of(const std::vector<std::unique_ptr<Shard>>& shards) {
  std::vector<wasm_engine_t*> engines;
  for (const auto& shard : shards) engines.push_back(shard->engine.get());
  return engines;
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::create(EngineOptions options) {
  options.shards = std::clamp<std::size_t>(options.shards, 1, options.max_instances);
  MODUS_CHECK(check_mappings(options));
  std::vector<std::unique_ptr<Shard>> shards;
  for (std::size_t i = 0; i < options.shards; ++i) {
    MODUS_TRY(engine, make_engine(options));
    shards.push_back(std::make_unique<Shard>(std::move(engine), i));
  }
  std::unique_ptr<Engine> hasty;
  if (options.provisional_from != EngineOptions().provisional_from &&
      !options.cache_directory.empty()) {
    MODUS_TRY(made, create(hasty_options(options)));
    hasty = std::move(made);
  }
  auto internals = std::make_unique<Internals>(std::move(options), std::move(shards));
  internals->hasty = std::move(hasty);
  return std::unique_ptr<Engine>(new Engine(std::move(internals)));
}

Engine::Internals::Internals(EngineOptions engine_options, std::vector<std::unique_ptr<Shard>> made)
    : options(std::move(engine_options)),
      shards(std::move(made)),
      ticker(engines_of(shards), options.tick),
      cache(options.cache_directory, cache_settings(options)) {}

Shard& Engine::Internals::enter(const Loop& loop) {
  const std::uint32_t room = instances_of_shard(options);
  for (std::size_t i = 0; i < shards.size(); ++i) {
    Shard& shard = *shards[(loop.index() + i) % shards.size()];
    if (shard.instances.fetch_add(1, std::memory_order_relaxed) < room) return shard;
    leave(shard);
  }
  Shard& full = *shards[loop.index() % shards.size()];  // the engine will say so
  full.instances.fetch_add(1, std::memory_order_relaxed);
  return full;
}

Engine::Engine(std::unique_ptr<Internals> internals) : internals_(std::move(internals)) {}
Engine::~Engine() = default;

}  // namespace modus::sandbox
