// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/take.h"

#include <algorithm>

namespace modus::sandbox {
namespace {

// What keeps the guest from taking its block, or nothing: then it has it.
std::optional<Error> take(Instance::Internals& instance, std::uint32_t to) {
  if (instance.block.empty()) {
    return Error(ErrorCode::kGuestTrap,
                 "the guest called modus_abi.take though nothing waits for it");
  }
  const auto memory = instance.memory();
  const std::size_t size = instance.block.size();
  if (to > memory.size() || size > memory.size() - to) {
    return Error(ErrorCode::kGuestTrap,
                 fmt::format("the guest takes {} bytes at address {}, which do not lie within its "
                             "memory",
                             size, to));
  }
  std::ranges::copy(instance.block, memory.begin() + to);
  instance.block = {};
  return {};
}

wasm_trap_t* enter(void*, wasmtime_caller_t* caller, wasmtime_val_raw_t* values, std::size_t) {
  Instance::Internals& instance = instance_of(caller);
  instance.find_memory(caller);
  auto error = take(instance, static_cast<std::uint32_t>(values[0].i32));
  if (!error) return nullptr;
  const std::string_view carrier = "take";
  instance.failure = std::move(error);
  return wasmtime_trap_new(carrier.data(), carrier.size());
}

}  // namespace

ErrorPtr define_take(wasmtime_linker_t* linker) {
  const FunctionTypePtr type = to_engine(FunctionType{{ValueType::kI32}, {}});
  return ErrorPtr(wasmtime_linker_define_func_unchecked(
      linker, kTakeModule.data(), kTakeModule.size(), kTakeName.data(), kTakeName.size(),
      type.get(), enter, nullptr, nullptr));
}

}  // namespace modus::sandbox
