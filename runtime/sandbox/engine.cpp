// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include "runtime/sandbox/internals.h"

namespace modus::sandbox {
namespace {

// Dirty pages up to this size stay in a freed slot and are restored by copying; handing them back
// to the kernel would cost the other threads their TLBs and the next call its page faults.
constexpr std::size_t kMemoryKeptResident = 4u << 20;
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
  return fail(ErrorCode::kResourceExhausted,
              "{} concurrent calls need {} memory mappings, but the system allows {}; raise it "
              "(sysctl -w vm.max_map_count={}) or allow at most {} concurrent calls",
              options.max_instances, needed, allowed, needed, fit);
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::create(EngineOptions options) {
  MODUS_CHECK(check_mappings(options));
  const modus_engine_options settings{.max_instances = options.max_instances,
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
  auto internals = std::make_unique<Internals>(std::move(options), std::move(engine));
  return std::unique_ptr<Engine>(new Engine(std::move(internals)));
}

std::string Engine::Internals::cache_settings(const EngineOptions& options) {
  return fmt::format("{} {}", MODUS_ENGINE_BUILD, options.snapshots ? "snapshots" : "plain");
}

Engine::Engine(std::unique_ptr<Internals> internals) : internals_(std::move(internals)) {}
Engine::~Engine() = default;

}  // namespace modus::sandbox
