// SPDX-License-Identifier: Apache-2.0
// What stands behind the public types. Only this room's .cpp files include it.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/container/static_vector.hpp>

#include "runtime/sandbox/aot_cache.h"
#include "runtime/sandbox/sandbox.h"
#include "runtime/sandbox/ticker.h"
#include "runtime/sandbox/wasmtime.h"

namespace modus::sandbox {

/// What the calls of one loop change: an engine and its pool, and how many instances it has.
struct Shard {
  static constexpr std::size_t kCacheLines = 128;  // processors fetch two at once

  EnginePtr engine;
  std::size_t index = 0;
  alignas(kCacheLines) std::atomic<std::uint32_t> instances{0};
};

struct Engine::Internals {
  Internals(EngineOptions options, std::vector<std::unique_ptr<Shard>> shards);

  /// The loop's shard, or while that is full one that is not; to be given back by leave().
  Shard& enter(const Loop& loop);
  static void leave(Shard& shard) { shard.instances.fetch_sub(1, std::memory_order_relaxed); }

  EngineOptions options;
  std::vector<std::unique_ptr<Shard>> shards;  // never empty
  Ticker ticker;
  AotCache cache;
  std::unique_ptr<Engine> hasty;  // where provisional modules run; null where there are none
};

struct Module::Internals {
  std::vector<ModulePtr> modules;  // one for each shard
  std::string snapshot_refusal;
  bool is_provisional = false;
};

/// A module whose imports are resolved.
class Program {
 public:
  Program(Engine::Internals& engine, std::shared_ptr<const Module> module,
          std::vector<InstancePrePtr> linked)
      : engine_(engine), module_(std::move(module)), linked_(std::move(linked)) {}

  Engine::Internals& engine() const { return engine_; }
  const Module& module() const { return *module_; }
  const wasmtime_instance_pre_t* linked(const Shard& shard) const {
    return linked_[shard.index].get();
  }

 private:
  Engine::Internals& engine_;
  std::shared_ptr<const Module> module_;
  std::vector<InstancePrePtr> linked_;  // one for each shard
};

/// A host function as the linker knows it.
struct Import {
  HostFunction function;
  std::optional<ValueType> result;
};

/// Enough room for what functions usually take, without the heap.
using EngineValues = boost::container::small_vector<wasmtime_val_t, 8>;

/// One instance and the call under way in it. The engine's rules: what a future points to outlives
/// it, and it is deleted before its store.
struct Instance::Internals {
  using Completion = std::move_only_function<void(Result<void>)>;
  enum class State {
    kIdle,
    kRunning,  // within a poll
    kQueued,   // gave way at an epoch tick; the loop will go on with it
    kWaiting,  // for a host function; HostCall::finish will go on with it
  };

  Internals(Loop& loop, std::shared_ptr<const Program> program, InstanceOptions options);
  ~Internals();
  Internals(const Internals&) = delete;
  Internals& operator=(const Internals&) = delete;

  void start(Completion done);
  void call(const ExportedFunction& function, std::span<const WasmValue> arguments,
            Completion done);
  Result<WasmValues> call_now(const ExportedFunction& function,
                              std::span<const WasmValue> arguments);
  WasmValues take_results() const;

  /// Goes on with a call that waits for a host function. Harmless in other states.
  void wake();
  void find_memory(wasmtime_caller_t* caller);
  MutableBytes memory();
  std::uint64_t max_memory_bytes() const { return memory_limit_.max_bytes; }
  void set_deadline(Deadline deadline);

  Loop& loop;
  std::shared_ptr<const Program> program;
  InstanceOptions options;
  Instance* handle = nullptr;
  Deadline::Clock::time_point started = Deadline::Clock::now();
  Timer sleep_timer;             // of WASI's poll_oneoff
  std::optional<Error> failure;  // the error behind the trap that is on its way
  std::vector<std::byte> block;  // waits for the guest to take it; empty: none

 private:
  void initialize(Completion done);
  void begin(FuturePtr future, Completion done);
  bool poll();
  void advance();
  void enqueue();
  void set_timer();
  void expire();
  void complete();
  Result<void> take_outcome(TrapPtr trap, ErrorPtr error);
  Error deadline_error() const;
  Result<wasmtime_func_t> find_function(const ExportedFunction& function);
  static wasmtime_error_t* on_epoch(wasmtime_context_t* context, void* self, std::uint64_t* delta,
                                    wasmtime_update_deadline_kind_t* kind);

  struct FoundFunction {
    std::string name;
    wasmtime_func_t function;
  };

  Shard& shard_;
  modus_memory_limit memory_limit_;
  StorePtr store_;
  wasmtime_context_t* context_ = nullptr;
  wasmtime_instance_t instance_{};
  std::optional<wasmtime_memory_t> memory_;
  // The first few, which the engine need not look for again: helpers are called many times.
  boost::container::static_vector<FoundFunction, 4> found_;

  State state_ = State::kIdle;
  bool ended_ = false;               // by an error: nothing may run in it any more
  bool yielded_ = false;             // the last poll ended at an epoch tick
  std::optional<int> helper_ticks_;  // met by the helper that runs now
  Timer deadline_timer_;
  Deadline::Clock::time_point timer_due_ = Deadline::Clock::time_point::max();  // never: not set
  std::shared_ptr<Internals*> self_;  // for tasks on their way; made when first needed

  wasmtime_func_t function_{};
  EngineValues arguments_;
  EngineValues results_;
  wasm_trap_t* trap_ = nullptr;
  wasmtime_error_t* error_ = nullptr;
  Completion completion_;
  FuturePtr future_;
};

/// Shared by the guest's fiber and whoever finishes the call.
struct HostCall::State {
  Instance::Internals* instance = nullptr;  // null once the guest no longer waits
  const Import* import = nullptr;
  std::vector<WasmValue> arguments;
  wasmtime_val_t* result = nullptr;
  wasm_trap_t** trap = nullptr;
  Finish finish;
  bool finished = false;
};

/// Called by the engine on the guest's fiber; the environment is an Import.
void enter_host(void* import, wasmtime_caller_t* caller, const wasmtime_val_t* arguments,
                std::size_t argument_count, wasmtime_val_t* results, std::size_t result_count,
                wasm_trap_t** trap, wasmtime_async_continuation_t* continuation);

Instance::Internals& instance_of(wasmtime_caller_t* caller);

wasmtime_val_raw_t to_raw(const WasmValue& value);
WasmValue from_raw(const wasmtime_val_raw_t& raw, ValueType type);
wasmtime_val_t to_engine(const WasmValue& value);
WasmValue from_engine(const wasmtime_val_t& value);
std::optional<ValueType> to_value_type(wasm_valkind_t kind);
/// Nothing when the type uses more than the four number types.
std::optional<FunctionType> to_function_type(const wasm_functype_t& type);
FunctionTypePtr to_engine(const FunctionType& type);

/// "64 MB": for messages.
std::string describe_bytes(std::uint64_t bytes);

/// What the trap says, as contract section 6.4 words it, or which limit it comes from.
Error describe_trap(const wasm_trap_t& trap, const modus_memory_limit& memory,
                    std::uint64_t stack_limit);
/// The same for what the engine reports by other means than a trap.
Error describe_error(const wasmtime_error_t& error, const EngineOptions& options,
                     const modus_memory_limit& memory);
Error exit_error(std::uint32_t code);

}  // namespace modus::sandbox
