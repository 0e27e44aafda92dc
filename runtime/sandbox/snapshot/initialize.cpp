// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/snapshot/initialize.h"

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <stop_token>
#include <thread>

#include "runtime/sandbox/quick_code.h"
#include "runtime/sandbox/snapshot/start_imports.h"

namespace modus::sandbox::snapshot {
namespace {

constexpr std::int64_t kTableElements = 1'000'000;
constexpr std::int64_t kUnlimited = -1;

template <class... Args>
std::unexpected<Error> refuse(fmt::format_string<Args...> format, Args&&... args) {
  return fail(ErrorCode::kInvalidArgument, format, std::forward<Args>(args)...);
}

constexpr std::size_t kOtherStack = 1u << 20;  // of the engine, and of whoever called us

// As much of this thread's stack, if it is that large.
std::size_t stack_for_guest() {
  pthread_attr_t attributes;
  if (::pthread_getattr_np(::pthread_self(), &attributes) != 0) return kOtherStack;
  void* lowest = nullptr;
  std::size_t size = 0;
  ::pthread_attr_getstack(&attributes, &lowest, &size);
  ::pthread_attr_destroy(&attributes);
  return std::clamp(size, 2 * kOtherStack, kQuickCodeStack + kOtherStack) - kOtherStack;
}

// The code runs once: compiling it fast matters more than running it fast.
EnginePtr make_engine() {
  const std::size_t stack = stack_for_guest();
  wasm_config_t* config = make_quick_config();
  wasmtime_config_max_wasm_stack_set(config, stack);
  wasmtime_config_async_stack_size_set(config, stack + kOtherStack);
  return EnginePtr(wasm_engine_new_with_config(config));
}

// Interrupts whatever runs in the engine, once, when the time is up.
class Alarm {
 public:
  Alarm(wasm_engine_t* engine, std::chrono::milliseconds time)
      : thread_([this, engine, time](std::stop_token stop) {
          std::unique_lock lock(mutex_);
          const bool stopped =
              wake_.wait_for(lock, stop, time, [&] { return stop.stop_requested(); });
          if (!stopped) wasmtime_engine_increment_epoch(engine);
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

class Run {
 public:
  Run(const Layout& layout, const Instrumented& instrumented, const SnapshotLimits& limits)
      : layout_(layout), instrumented_(instrumented), limits_(limits), imports_(layout.renewed) {}

  Result<State> run();

 private:
  Result<void> compile();
  void open_store();
  Result<void> instantiate();
  Result<void> call_initialize();
  Result<State> read_state();
  std::optional<wasmtime_extern_t> added_export(std::size_t number);
  bool traps(const wasmtime_func_t& function);
  Result<void> outcome(TrapPtr trap, ErrorPtr error) const;

  const Layout& layout_;
  const Instrumented& instrumented_;
  const SnapshotLimits& limits_;
  StartImports imports_;
  EnginePtr engine_;
  ModulePtr module_;
  StorePtr store_;
  wasmtime_context_t* context_ = nullptr;
  wasmtime_instance_t instance_{};
};

Result<void> Run::compile() {
  engine_ = make_engine();
  const Bytes wasm = instrumented_.wasm;
  wasmtime_module_t* module = nullptr;
  const ErrorPtr error(wasmtime_module_new(
      engine_.get(), reinterpret_cast<const std::uint8_t*>(wasm.data()), wasm.size(), &module));
  if (error) return refuse("it is not a valid module");
  module_.reset(module);
  return {};
}

void Run::open_store() {
  store_.reset(wasmtime_store_new(engine_.get(), nullptr, nullptr));
  context_ = wasmtime_store_context(store_.get());
  wasmtime_store_limiter(store_.get(), static_cast<std::int64_t>(limits_.memory_bytes),
                         kTableElements, kUnlimited, kUnlimited, kUnlimited);
  wasmtime_context_set_epoch_deadline(context_, 1);
}

// What the guest did explains more than the trap that followed from it.
Result<void> Run::outcome(TrapPtr trap, ErrorPtr error) const {
  if (!imports_.refusal().empty()) return refuse("{}", imports_.refusal());
  if (error) return refuse("it does not start: {}", to_message(*error));
  if (!trap) return {};
  wasmtime_trap_code_t code = 0xff;
  wasmtime_trap_code(trap.get(), &code);
  if (code == WASMTIME_TRAP_CODE_INTERRUPT) {
    return refuse("it takes longer than {} ms to start", limits_.time.count());
  }
  if (code == WASMTIME_TRAP_CODE_STACK_OVERFLOW) {
    return refuse("its calls nest too deep while it starts");
  }
  return refuse("it traps while it starts");
}

Result<void> Run::instantiate() {
  const std::vector<wasmtime_extern_t> imports = imports_.provide(context_, module_.get());
  wasm_trap_t* trap = nullptr;
  ErrorPtr error(wasmtime_instance_new(context_, module_.get(), imports.data(), imports.size(),
                                       &instance_, &trap));
  return outcome(TrapPtr(trap), std::move(error));
}

Result<void> Run::call_initialize() {
  constexpr std::string_view kName = "_initialize";
  wasmtime_extern_t item;
  if (!wasmtime_instance_export_get(context_, &instance_, kName.data(), kName.size(), &item) ||
      item.kind != WASMTIME_EXTERN_FUNC) {
    return {};  // a start section was all there is
  }
  wasm_trap_t* trap = nullptr;
  ErrorPtr error(wasmtime_func_call(context_, &item.of.func, nullptr, 0, nullptr, 0, &trap));
  return outcome(TrapPtr(trap), std::move(error));
}

std::optional<wasmtime_extern_t> Run::added_export(std::size_t number) {
  char* name = nullptr;
  std::size_t length = 0;
  wasmtime_extern_t item;
  const std::size_t index = layout_.exports.size() + number;
  if (!wasmtime_instance_export_nth(context_, &instance_, index, &name, &length, &item)) return {};
  return item;
}

bool Run::traps(const wasmtime_func_t& function) {
  wasm_trap_t* trap = nullptr;
  const ErrorPtr error(wasmtime_func_call(context_, &function, nullptr, 0, nullptr, 0, &trap));
  return TrapPtr(trap) || error;
}

// Copies the value's bytes as they lie: a float that passes through a register may change.
GlobalBits bits_of(const wasmtime_val_t& value) {
  GlobalBits bits{};
  const std::size_t size = value.kind == WASMTIME_V128                                ? 16
                           : value.kind == WASMTIME_I32 || value.kind == WASMTIME_F32 ? 4
                                                                                      : 8;
  std::memcpy(bits.data(), &value.of, size);
  return bits;
}

Result<State> Run::read_state() {
  State state;
  std::size_t next = 0;
  const auto unexpected = [] { return fail(ErrorCode::kInternal, "its state cannot be read"); };
  for (const Global& global : layout_.globals) {
    if (!global.changes) continue;
    const auto item = added_export(next++);
    if (!item || item->kind != WASMTIME_EXTERN_GLOBAL) return unexpected();
    wasmtime_val_t value;
    wasmtime_global_get(context_, &item->of.global, &value);
    state.globals.push_back(bits_of(value));
  }
  if (layout_.memory) {
    const auto item = added_export(next++);
    if (!item || item->kind != WASMTIME_EXTERN_MEMORY) return unexpected();
    const auto* data =
        reinterpret_cast<const std::byte*>(wasmtime_memory_data(context_, &item->of.memory));
    state.memory.assign(data, data + wasmtime_memory_data_size(context_, &item->of.memory));
  }
  for (const std::uint32_t segment : instrumented_.probed) {
    const auto item = added_export(next++);
    if (!item || item->kind != WASMTIME_EXTERN_FUNC) return unexpected();
    if (traps(item->of.func)) state.dropped.insert(segment);
  }
  return state;
}

Result<State> Run::run() {
  MODUS_CHECK(compile());
  open_store();
  {
    const Alarm alarm(engine_.get(), limits_.time);
    MODUS_CHECK(instantiate());
    MODUS_CHECK(call_initialize());
  }
  // The alarm may have gone off since: the probes below must not mistake it for a dropped segment.
  constexpr std::uint64_t kNever = 1u << 30;
  wasmtime_context_set_epoch_deadline(context_, kNever);
  return read_state();
}

}  // namespace

Result<State> initialize(const Layout& layout, const Instrumented& module,
                         const SnapshotLimits& limits) {
  return Run(layout, module, limits).run();
}

bool is_valid(Bytes wasm) {
  const EnginePtr engine = make_engine();
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(wasm.data());
  return !ErrorPtr(wasmtime_module_validate(engine.get(), bytes, wasm.size()));
}

}  // namespace modus::sandbox::snapshot
