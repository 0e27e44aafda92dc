// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/wasi.h"

#include <algorithm>
#include <span>

#include <time.h>

#include "runtime/base/ids.h"

namespace modus::sandbox {
namespace {

constexpr std::uint32_t kMaxVectors = 1024;      // of one fd_write or fd_read
constexpr std::uint64_t kMaxWrite = 1u << 20;    // of one fd_write; the rest is written next
constexpr std::uint64_t kMaxRandom = 16u << 20;  // of one random_get
constexpr std::uint8_t kCharacterDevice = 2;     // a filetype
constexpr std::uint64_t kRightRead = 1u << 1;    // fd_read
constexpr std::uint64_t kRightWrite = 1u << 6;   // fd_write
constexpr std::uint32_t kStdin = 0, kStdout = 1, kStderr = 2;

// One call: its arguments, and checked access to the guest's memory.
class Call {
 public:
  Call(Instance::Internals& instance, const wasmtime_val_raw_t* values)
      : instance_(instance), memory_(instance.memory()), values_(values) {}

  Instance::Internals& instance() const { return instance_; }
  std::uint32_t u32(std::size_t i) const { return static_cast<std::uint32_t>(values_[i].i32); }

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
  template <class T>
  Errno put_two(std::uint32_t first, T value, std::uint32_t second, T other) const {
    const Errno result = put(first, value);
    return result == kSuccess ? put(second, other) : result;
  }

 private:
  Instance::Internals& instance_;
  MutableBytes memory_;
  const wasmtime_val_raw_t* values_;
};

Errno clock_time_get(const Call& call) {
  const auto now = read_clock(call.u32(0));
  return now ? call.put(call.u32(2), *now) : kInvalid;
}

Errno clock_res_get(const Call& call) {
  if (call.u32(0) > 1) return kInvalid;
  return call.put<std::uint64_t>(call.u32(1), 1);
}

Errno random_get(const Call& call) {
  const std::uint32_t length = call.u32(1);
  std::byte* to = call.at(call.u32(0), length);
  if (!to) return kFault;
  if (length > kMaxRandom) return kInvalid;
  fill_random({to, length});
  return kSuccess;
}

Errno fd_write(const Call& call) {
  const std::uint32_t file = call.u32(0), vectors = call.u32(1), count = call.u32(2);
  if (file != kStdout && file != kStderr) return kBadFile;
  if (count > kMaxVectors) return kInvalid;
  const std::byte* list = call.at(vectors, count * 8ull);
  if (!list || !call.at(call.u32(3), 4)) return kFault;
  const auto& output = call.instance().options.output;
  std::uint64_t written = 0;
  for (std::uint32_t i = 0; i < count && written < kMaxWrite; ++i) {
    const auto length = load_le<std::uint32_t>(list + i * 8ull + 4);
    const std::byte* from = call.at(load_le<std::uint32_t>(list + i * 8ull), length);
    if (!from) return kFault;
    const std::uint64_t taken = std::min<std::uint64_t>(length, kMaxWrite - written);
    if (output && taken > 0) {
      output(file == kStdout ? Stream::kStdout : Stream::kStderr,
             {reinterpret_cast<const char*>(from), taken});
    }
    written += taken;
  }
  return call.put(call.u32(3), static_cast<std::uint32_t>(written));
}

Errno fd_read(const Call& call) {
  if (call.u32(0) != kStdin) return kBadFile;
  return call.put<std::uint32_t>(call.u32(3), 0);  // the end of the input
}

Errno fd_seek(const Call& call) { return call.u32(0) <= kStderr ? kSeekPipe : kBadFile; }

Errno standard_file(const Call& call) { return call.u32(0) <= kStderr ? kSuccess : kBadFile; }

Errno fd_fdstat_get(const Call& call) {
  const std::uint32_t file = call.u32(0);
  if (file > kStderr) return kBadFile;
  std::byte* to = call.at(call.u32(1), 24);
  if (!to) return kFault;
  std::fill_n(to, 24, std::byte{0});
  store_le(to, kCharacterDevice);
  store_le(to + 8, file == kStdin ? kRightRead : kRightWrite);
  return kSuccess;
}

Errno bad_file(const Call&) { return kBadFile; }
Errno no_entry(const Call&) { return kNoEntry; }
Errno success(const Call&) { return kSuccess; }

Errno args_sizes_get(const Call& call) {
  return call.put_two<std::uint32_t>(call.u32(0), 0, call.u32(1), 0);
}

Errno environ_sizes_get(const Call& call) {
  const auto& environment = call.instance().options.environment;
  std::uint64_t bytes = 0;
  for (const auto& [name, value] : environment) bytes += name.size() + value.size() + 2;
  return call.put_two(call.u32(0), static_cast<std::uint32_t>(environment.size()), call.u32(1),
                      static_cast<std::uint32_t>(bytes));
}

Errno environ_get(const Call& call) {
  std::uint32_t pointers = call.u32(0), text = call.u32(1);
  for (const auto& [name, value] : call.instance().options.environment) {
    const std::string entry = name + "=" + value;
    std::byte* to = call.at(text, entry.size() + 1);
    if (!to || call.put(pointers, text) != kSuccess) return kFault;
    std::memcpy(to, entry.c_str(), entry.size() + 1);
    text += static_cast<std::uint32_t>(entry.size() + 1);
    pointers += 4;
  }
  return kSuccess;
}

struct Function {
  std::string_view name;
  std::string_view parameters;  // i: i32, I: i64
  Errno (*run)(const Call&);
};

constexpr Function kFunctions[] = {
    {"args_get", "ii", success},
    {"args_sizes_get", "ii", args_sizes_get},
    {"clock_res_get", "ii", clock_res_get},
    {"clock_time_get", "iIi", clock_time_get},
    {"environ_get", "ii", environ_get},
    {"environ_sizes_get", "ii", environ_sizes_get},
    {"fd_close", "i", standard_file},
    {"fd_fdstat_get", "ii", fd_fdstat_get},
    {"fd_fdstat_set_flags", "ii", standard_file},
    {"fd_prestat_dir_name", "iii", bad_file},
    {"fd_prestat_get", "ii", bad_file},
    {"fd_read", "iiii", fd_read},
    {"fd_seek", "iIii", fd_seek},
    {"fd_write", "iiii", fd_write},
    {"path_open", "iiiiiIIii", no_entry},
    {"random_get", "ii", random_get},
    {"sched_yield", "", success},
};

wasm_trap_t* run_function(void* function, wasmtime_caller_t* caller, wasmtime_val_raw_t* values,
                          std::size_t) {
  Instance::Internals& instance = instance_of(caller);
  instance.find_memory(caller);
  values[0].i32 = static_cast<const Function*>(function)->run(Call(instance, values));
  return nullptr;
}

wasm_trap_t* proc_exit(void*, wasmtime_caller_t* caller, wasmtime_val_raw_t* values, std::size_t) {
  const std::string_view carrier = "exit";
  instance_of(caller).failure = exit_error(static_cast<std::uint32_t>(values[0].i32));
  return wasmtime_trap_new(carrier.data(), carrier.size());
}

wasm_trap_t* unknown(void*, wasmtime_caller_t*, wasmtime_val_raw_t* values, std::size_t count) {
  if (count > 0) values[0].i32 = kNoSystemCall;
  return nullptr;
}

ErrorPtr define(wasmtime_linker_t* linker, std::string_view name, const FunctionType& type,
                wasmtime_func_unchecked_callback_t callback, void* environment = nullptr) {
  const FunctionTypePtr engine_type = to_engine(type);
  return ErrorPtr(wasmtime_linker_define_func_unchecked(
      linker, kWasiModule.data(), kWasiModule.size(), name.data(), name.size(), engine_type.get(),
      callback, environment, nullptr));
}

FunctionType make_type(std::string_view parameters) {
  FunctionType type{{}, {ValueType::kI32}};
  for (const char c : parameters) {
    type.parameters.push_back(c == 'I' ? ValueType::kI64 : ValueType::kI32);
  }
  return type;
}

}  // namespace

std::optional<std::uint64_t> read_clock(std::uint32_t clock) {
  if (clock > 1) return {};
  timespec now;
  ::clock_gettime(clock == 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u +
         static_cast<std::uint64_t>(now.tv_nsec);
}

ErrorPtr define_wasi(wasmtime_linker_t* linker, std::string_view name, const FunctionType& type) {
  if (name == "proc_exit") {
    return define(linker, name, FunctionType{{ValueType::kI32}, {}}, proc_exit);
  }
  for (const Function& function : kFunctions) {
    if (function.name != name) continue;
    return define(linker, name, make_type(function.parameters), run_function,
                  const_cast<Function*>(&function));
  }
  return define(linker, name, type, unknown);
}

}  // namespace modus::sandbox
