// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/snapshot/start_imports.h"

#include <algorithm>
#include <chrono>

#include "runtime/base/ids.h"
#include "runtime/sandbox/internals.h"
#include "runtime/sandbox/wasi.h"

namespace modus::sandbox::snapshot {
namespace {

using Clock = Deadline::Clock;

constexpr std::uint32_t kStdin = 0, kStderr = 2;

// One call: its arguments, and checked access to the guest's memory.
class Call {
 public:
  Call(wasmtime_caller_t* caller, const wasmtime_val_t* arguments, Clock::time_point started)
      : memory_(find_memory(caller)), arguments_(arguments), started_(started) {}

  std::uint32_t u32(std::size_t i) const {
    return static_cast<std::uint32_t>(arguments_[i].of.i32);
  }
  Clock::time_point started() const { return started_; }

  /// Null when the bytes do not lie within the memory.
  std::byte* at(std::uint32_t pointer, std::uint64_t length) const {
    if (pointer > memory_.size() || length > memory_.size() - pointer) return nullptr;
    return memory_.data() + pointer;
  }
  template <class T>
  Errno put(std::uint32_t pointer, T value) const {
    std::byte* to = at(pointer, sizeof value);
    if (!to) return kFault;
    store_le(to, value);
    return kSuccess;
  }

 private:
  static MutableBytes find_memory(wasmtime_caller_t* caller) {
    constexpr std::string_view kName = "memory";
    wasmtime_extern_t item;
    if (!wasmtime_caller_export_get(caller, kName.data(), kName.size(), &item) ||
        item.kind != WASMTIME_EXTERN_MEMORY) {
      return {};
    }
    wasmtime_context_t* context = wasmtime_caller_context(caller);
    return {reinterpret_cast<std::byte*>(wasmtime_memory_data(context, &item.of.memory)),
            wasmtime_memory_data_size(context, &item.of.memory)};
  }

  MutableBytes memory_;
  const wasmtime_val_t* arguments_;
  Clock::time_point started_;
};

Errno success(const Call&) { return kSuccess; }
Errno bad_file(const Call&) { return kBadFile; }
Errno standard_file(const Call& call) { return call.u32(0) <= kStderr ? kSuccess : kBadFile; }

// There are no arguments and no variables.
Errno two_zeros(const Call& call) {
  const Errno result = call.put<std::uint32_t>(call.u32(0), 0);
  return result == kSuccess ? call.put<std::uint32_t>(call.u32(1), 0) : result;
}

Errno fd_fdstat_get(const Call& call) {
  constexpr std::uint8_t kCharacterDevice = 2;
  constexpr std::uint64_t kRightRead = 1u << 1, kRightWrite = 1u << 6;
  const std::uint32_t file = call.u32(0);
  if (file > kStderr) return kBadFile;
  std::byte* to = call.at(call.u32(1), 24);
  if (!to) return kFault;
  std::fill_n(to, 24, std::byte{0});
  store_le(to, kCharacterDevice);
  store_le(to + 8, file == kStdin ? kRightRead : kRightWrite);
  return kSuccess;
}

Errno clock_res_get(const Call& call) {
  if (call.u32(0) > 1) return kInvalid;
  return call.put<std::uint64_t>(call.u32(1), 1);
}

// The monotonic clock begins with the snapshot: every later reading, even on a machine that has
// just started, lies ahead of what was frozen.
Errno clock_time_get(const Call& call) {
  constexpr std::uint32_t kMonotonic = 1;
  const std::uint32_t clock = call.u32(0);
  if (clock == kMonotonic) {
    const std::chrono::nanoseconds elapsed = Clock::now() - call.started();
    return call.put(call.u32(2), static_cast<std::uint64_t>(elapsed.count()) + 1);
  }
  const auto now = read_clock(clock);
  return now ? call.put(call.u32(2), *now) : kInvalid;
}

Errno random_get(const Call& call) {
  std::byte* to = call.at(call.u32(0), call.u32(1));
  if (!to) return kFault;
  fill_random({to, call.u32(1)});
  return kSuccess;
}

template <Errno (*function)(const Call&)>
WasmValue wasi(const Call& call) {
  return WasmValue::i32(function(call));
}

WasmValue date_now(const Call&) {
  using namespace std::chrono;
  const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch());
  return WasmValue::f64(static_cast<double>(now.count()));
}

WasmValue seed(const Call&) {
  std::uint32_t bits = 0;
  fill_random(std::as_writable_bytes(std::span(&bits, 1)));
  return WasmValue::f64(bits);
}

}  // namespace

struct Function {
  std::string_view module, name;
  std::string_view parameters;  // i: i32, I: i64
  ValueType result;
  bool Renewed::* renews;  // what the module must renew when it calls this; null: nothing
  std::string_view deed;   // why there is no snapshot otherwise
  WasmValue (*run)(const Call&);
};

namespace {

constexpr ValueType kI32 = ValueType::kI32, kF64 = ValueType::kF64;
constexpr std::string_view kEnvironment = "it reads the environment while it starts";
constexpr std::string_view kRandom = "it draws random numbers while it starts";
constexpr std::string_view kTime = "it reads the time while it starts";

constexpr Function kFunctions[] = {
    {kWasiModule, "args_get", "ii", kI32, nullptr, "", wasi<success>},
    {kWasiModule, "args_sizes_get", "ii", kI32, nullptr, "", wasi<two_zeros>},
    {kWasiModule, "clock_res_get", "ii", kI32, nullptr, "", wasi<clock_res_get>},
    {kWasiModule, "clock_time_get", "iIi", kI32, &Renewed::time, kTime, wasi<clock_time_get>},
    {kWasiModule, "environ_get", "ii", kI32, &Renewed::environment, kEnvironment, wasi<success>},
    {kWasiModule, "environ_sizes_get", "ii", kI32, &Renewed::environment, kEnvironment,
     wasi<two_zeros>},
    {kWasiModule, "fd_close", "i", kI32, nullptr, "", wasi<standard_file>},
    {kWasiModule, "fd_fdstat_get", "ii", kI32, nullptr, "", wasi<fd_fdstat_get>},
    {kWasiModule, "fd_fdstat_set_flags", "ii", kI32, nullptr, "", wasi<standard_file>},
    {kWasiModule, "fd_prestat_get", "ii", kI32, nullptr, "", wasi<bad_file>},
    {kWasiModule, "random_get", "ii", kI32, &Renewed::random, kRandom, wasi<random_get>},
    {kWasiModule, "sched_yield", "", kI32, nullptr, "", wasi<success>},
    {"env", "Date.now", "", kF64, &Renewed::time, kTime, date_now},
    {"env", "seed", "", kF64, &Renewed::random, kRandom, seed},
};

bool fits(const Function& function, const FunctionType& type) {
  const auto fits_letter = [](char letter, ValueType value) {
    return value == (letter == 'I' ? ValueType::kI64 : ValueType::kI32);
  };
  return std::ranges::equal(function.parameters, type.parameters, fits_letter) &&
         type.results == std::vector{function.result};
}

// Null for what nothing but a real instance may do.
const Function* find_function(std::string_view module, std::string_view name,
                              const wasm_functype_t& type) {
  const auto signature = to_function_type(type);
  for (const Function& function : kFunctions) {
    if (function.module != module || function.name != name) continue;
    return signature && fits(function, *signature) ? &function : nullptr;
  }
  return nullptr;
}

}  // namespace

struct StartImports::Import {
  StartImports* owner = nullptr;
  const Function* function = nullptr;  // null when it may not be called
  std::string refusal;
};

StartImports::StartImports(const Renewed& renewed) : renewed_(renewed) {}
StartImports::~StartImports() = default;

std::string StartImports::refusal_of(const Function* function, std::string_view module,
                                     std::string_view name) const {
  if (function) {
    const bool frozen = function->renews && !(renewed_.*function->renews);
    return frozen ? std::string(function->deed) : std::string();
  }
  if (module == kWasiModule && name == "fd_write") return "it writes output while it starts";
  if (module == kWasiModule && name == "poll_oneoff") return "it waits while it starts";
  if (module == kWasiModule && name == "proc_exit") return "it exits while it starts";
  return fmt::format("it calls {}.{} while it starts", module, name);
}

std::vector<wasmtime_extern_t> StartImports::provide(wasmtime_context_t* store,
                                                     const wasmtime_module_t* module) {
  std::vector<wasmtime_extern_t> provided;
  ImportVector list;
  wasmtime_module_imports(module, &list);
  for (std::size_t i = 0; i < list.size; ++i) {
    const std::string_view from = to_view(*wasm_importtype_module(list.data[i]));
    const std::string_view name = to_view(*wasm_importtype_name(list.data[i]));
    const wasm_functype_t* type =
        wasm_externtype_as_functype_const(wasm_importtype_type(list.data[i]));
    if (!type) break;
    const Function* function = find_function(from, name, *type);
    imports_.push_back(
        std::make_unique<Import>(Import{this, function, refusal_of(function, from, name)}));
    wasmtime_extern_t item{.kind = WASMTIME_EXTERN_FUNC};
    wasmtime_func_new(store, type, enter, imports_.back().get(), nullptr, &item.of.func);
    provided.push_back(item);
  }
  return provided;
}

wasm_trap_t* StartImports::enter(void* import, wasmtime_caller_t* caller,
                                 const wasmtime_val_t* arguments, std::size_t,
                                 wasmtime_val_t* results, std::size_t) {
  const Import& called = *static_cast<const Import*>(import);
  StartImports& self = *called.owner;
  if (called.refusal.empty()) {
    results[0] = to_engine(called.function->run(Call(caller, arguments, self.started_)));
    return nullptr;
  }
  if (self.refusal_.empty()) self.refusal_ = called.refusal;
  return wasmtime_trap_new(called.refusal.data(), called.refusal.size());
}

}  // namespace modus::sandbox::snapshot
