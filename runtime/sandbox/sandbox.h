// SPDX-License-Identifier: Apache-2.0
// The sandbox: WebAssembly modules and the fresh instances in which calls run. The only room that
// names the engine.
//
// An Engine compiles Modules (ahead of time, cached on disk). A Program is a module linked with the
// host functions it imports. An Instance is one fresh sandbox of a program: it runs on a fiber of
// one loop's thread, suspends while a host function waits or at an epoch tick, and never outlives
// its deadline or its memory limit.
#pragma once

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "runtime/base/bytes.h"
#include "runtime/base/deadline.h"
#include "runtime/base/loop.h"
#include "runtime/base/result.h"
#include "runtime/sandbox/outline.h"

namespace modus::sandbox {

/// A WebAssembly number. i32 values are kept as their unsigned bits.
struct WasmValue {
  ValueType type = ValueType::kI32;
  std::uint64_t bits = 0;

  static WasmValue i32(std::uint32_t value) { return {ValueType::kI32, value}; }
  static WasmValue i64(std::uint64_t value) { return {ValueType::kI64, value}; }
  static WasmValue f32(float value) {
    return {ValueType::kF32, std::bit_cast<std::uint32_t>(value)};
  }
  static WasmValue f64(double value) {
    return {ValueType::kF64, std::bit_cast<std::uint64_t>(value)};
  }
  std::uint32_t as_i32() const { return static_cast<std::uint32_t>(bits); }
  std::uint64_t as_i64() const { return bits; }
  float as_f32() const { return std::bit_cast<float>(static_cast<std::uint32_t>(bits)); }
  double as_f64() const { return std::bit_cast<double>(bits); }
};

/// What a call takes or gives; a few need no memory of their own.
using WasmValues = boost::container::small_vector<WasmValue, 4>;

struct EngineOptions {
  /// Of compiled modules; created with mode 0700 when missing. Empty: none.
  std::filesystem::path cache_directory = {};
  std::uint32_t max_instances = 10'000;  // alive at once, on all loops together
  /// Parts of the engine that share nothing, so that loops do not slow each other down: one for
  /// each loop. Each costs what a loaded module costs.
  std::size_t shards = 1;
  std::uint64_t max_memory_bytes = 256u << 20;  // ceiling of any instance's linear memory
  std::uint64_t max_stack_bytes = 512u << 10;   // of guest frames
  std::chrono::microseconds tick{1000};  // how long a guest may hold the thread before it yields
  bool snapshots = true;                 // initialise modules once, not in every instance
  /// Modules of so many bytes or more that are not in the cache are compiled quickly, see
  /// Module::is_provisional(). None are where the cache does not work, since nothing better would
  /// ever be found there.
  std::size_t provisional_from = std::numeric_limits<std::size_t>::max();
};

class Module;
class Program;
class Instance;
class HostCall;

/// A host function as a guest sees it. Called on the instance's fiber; see HostCall.
using HostFunction = std::function<void(HostCall)>;

/// Looks up the host function for an import that is not WASI's; an empty function means there is
/// none.
using ImportResolver = std::function<HostFunction(std::string_view module, std::string_view name,
                                                  const FunctionType& type)>;

/// Compiles and links. Thread-safe; outlives everything it makes.
class Engine {
 public:
  static Result<std::unique_ptr<Engine>> create(EngineOptions options);
  ~Engine();

  /// Compiles a module as it is after its initialisation (a snapshot), where that can be kept, or
  /// takes it from the cache. Slow (seconds for a large module): not for a
  /// loop's thread. Fails with kCorrupt when the bytes are no valid module, and as Outline::read().
  Result<std::shared_ptr<const Module>> compile(Bytes wasm);

  /// Fails with kNotFound naming the first import nobody provides. WASI preview 1, `env.Date.now`
  /// and `modus_abi.take` are built in.
  Result<std::shared_ptr<const Program>> link(std::shared_ptr<const Module> module,
                                              const ImportResolver& resolver);

  /// What keeps compiled modules from being cached, and what to do about it; empty: nothing.
  std::string cache_problem() const;

  struct Internals;
  Internals& internals() { return *internals_; }

 private:
  explicit Engine(std::unique_ptr<Internals> internals);
  std::unique_ptr<Internals> internals_;
};

/// A validated, compiled module. Immutable, thread-safe.
class Module : public Outline {
 public:
  ~Module();
  /// Why every instance runs the module's initialisation itself; empty when it starts from a
  /// snapshot or has nothing to initialise.
  std::string_view snapshot_refusal() const;
  /// Compiled in a hurry: it does the same, but it runs slower, and every instance runs its
  /// initialisation. An Engine without EngineOptions::provisional_from compiles it as it should be,
  /// into the cache, where another compile() finds it.
  bool is_provisional() const;

  struct Internals;
  Module(Outline outline, std::unique_ptr<Internals> internals);
  const Internals& internals() const { return *internals_; }

 private:
  std::unique_ptr<Internals> internals_;
};

enum class Stream { kStdout, kStderr };

/// What one instance may use and where its output goes.
struct InstanceOptions {
  Deadline deadline = Deadline::never();
  std::uint64_t max_memory_bytes = 64u << 20;  // at most the engine's
  /// What WASI's environ_get shows.
  std::vector<std::pair<std::string, std::string>> environment = {};
  /// Takes the bytes written to fd 1 and 2; may be empty.
  std::function<void(Stream, std::string_view)> output = {};
  void* context = nullptr;  // the caller's own, for host functions
};

/// The code given to proc_exit, when that (kGuestExit) is how the call ended or a cause of the
/// error; nothing for other errors.
std::optional<std::uint32_t> exit_code(const Error& error);

/// One fresh sandbox. Belongs to its loop's thread. Destroying it ends whatever runs in it at once,
/// without callbacks; only its own host functions may not do so while they run.
class Instance {
 public:
  using Started = std::move_only_function<void(Result<void>)>;
  using Done = std::move_only_function<void(Result<WasmValues>)>;

  /// An empty sandbox, to be started once. The program must have been linked by an engine that
  /// lives on.
  static std::unique_ptr<Instance> create(Loop& loop, std::shared_ptr<const Program> program,
                                          InstanceOptions options);
  ~Instance();

  /// Instantiates the module and, where it does not start from a snapshot, runs `_initialize` (or
  /// `_start`). `done` is called on the loop's thread, possibly before start() returns, and may
  /// destroy the instance. Errors as for call().
  void start(Started done);

  /// Calls an export. It may suspend and go on for as long as the deadline allows; `done` is called
  /// on the loop's thread, possibly before call() returns, and may destroy the instance. One call
  /// at a time. Errors: kGuestTrap, kGuestExit, kDeadlineExceeded, kResourceExhausted; each message
  /// names the limit and its value. A host function's Error comes through as it is. After an error
  /// the instance runs nothing any more.
  void call(std::size_t function, std::span<const WasmValue> arguments, Done done);

  /// Calls a short helper export such as an allocator, to its end, on this thread; from outside or
  /// within a host call. A helper that runs longer than a tenth of a second is ended with
  /// kDeadlineExceeded; it cannot wait for host functions.
  Result<WasmValues> call_now(std::size_t function, std::span<const WasmValue> arguments);

  /// The guest's memory now. Invalid after the next call into the guest.
  MutableBytes memory();

  /// `length` bytes at `pointer`, or kGuestTrap when they do not lie within the memory.
  Result<MutableBytes> memory_at(std::uint32_t pointer, std::uint64_t length);

  /// Keeps a block of bytes until the guest takes it, by the import `modus_abi.take(to: i32)` that
  /// copies it into its memory. There is one at a time; an empty one is none.
  void hand_over(std::vector<std::byte> block);
  /// Whether a block waits for the guest.
  bool holds_block() const;

  void* context() const;
  Loop& loop() const;
  const Module& module() const;
  Deadline deadline() const;
  /// How far its memory may grow.
  std::uint64_t max_memory_bytes() const;
  /// The call under way gets this deadline instead of the one it has; its limit counts from now.
  void set_deadline(Deadline deadline);

  struct Internals;
  explicit Instance(std::unique_ptr<Internals> internals);
  Internals& internals() { return *internals_; }

 private:
  std::unique_ptr<Internals> internals_;
};

/// One call of a host function. Move-only. Finish it exactly once, now or later, on the loop's
/// thread; when the instance ends first, finishing does nothing. Dropped unfinished, it traps the
/// guest.
class HostCall {
 public:
  using Finish = std::move_only_function<Result<std::optional<WasmValue>>(Instance&)>;

  /// Valid until the host function returns; later only inside `finish`.
  Instance& instance() const;
  std::span<const WasmValue> arguments() const;

  /// Resumes the guest: `finish` runs on the fiber, may call helpers of the guest, and gives the
  /// import's result (nothing for a function without one). An Error traps the guest with its
  /// message.
  void finish(Finish finish);

  HostCall(HostCall&&) noexcept;
  HostCall& operator=(HostCall&&) noexcept;
  ~HostCall();

  struct State;
  explicit HostCall(std::shared_ptr<State> state);

 private:
  std::shared_ptr<State> state_;
};

}  // namespace modus::sandbox
