// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/internals.h"

namespace modus::sandbox {
namespace {

using StatePtr = std::shared_ptr<HostCall::State>;

// Stores the result, or says why the guest must trap.
std::optional<Error> conclude(HostCall::State& state, HostCall::Finish finish) {
  auto result = finish(*state.instance->handle);
  if (!result) return std::move(result).error();
  const auto expected = state.import->result;
  if (!expected) return {};
  if (!*result || (*result)->type != *expected) {
    return Error(ErrorCode::kInternal, "a host function gave no result of its import's type");
  }
  *state.result = to_engine(**result);
  return {};
}

// Polled on the guest's fiber. The engine keeps what `state.result` and `state.trap` point to until
// this has returned true or the finalizer has run.
bool poll_host(void* environment) {
  HostCall::State& state = **static_cast<StatePtr*>(environment);
  if (!state.finish) return false;
  if (auto error = conclude(state, std::exchange(state.finish, nullptr))) {
    const std::string_view carrier = "host function failed";
    state.instance->failure = std::move(error);
    *state.trap = wasmtime_trap_new(carrier.data(), carrier.size());
  }
  return true;
}

void finalize_host(void* environment) {
  const std::unique_ptr<StatePtr> state(static_cast<StatePtr*>(environment));
  (*state)->instance = nullptr;
  (*state)->finish = nullptr;
}

}  // namespace

Instance::Internals& instance_of(wasmtime_caller_t* caller) {
  return *static_cast<Instance::Internals*>(
      wasmtime_context_get_data(wasmtime_caller_context(caller)));
}

void enter_host(void* environment, wasmtime_caller_t* caller, const wasmtime_val_t* arguments,
                std::size_t argument_count, wasmtime_val_t* results, std::size_t,
                wasm_trap_t** trap, wasmtime_async_continuation_t* continuation) {
  const Import& import = *static_cast<Import*>(environment);
  auto state = std::make_shared<HostCall::State>();
  state->instance = &instance_of(caller);
  state->instance->find_memory(caller);
  state->import = &import;
  for (std::size_t i = 0; i < argument_count; ++i) {
    state->arguments.push_back(from_engine(arguments[i]));
  }
  state->result = results;
  state->trap = trap;
  continuation->callback = poll_host;
  continuation->env = new StatePtr(state);
  continuation->finalizer = finalize_host;
  import.function(HostCall(std::move(state)));
}

HostCall::HostCall(std::shared_ptr<State> state) : state_(std::move(state)) {}
HostCall::HostCall(HostCall&&) noexcept = default;
HostCall& HostCall::operator=(HostCall&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

HostCall::~HostCall() {
  if (!state_ || state_->finished) return;
  finish([](Instance&) -> Result<std::optional<WasmValue>> {
    return fail(ErrorCode::kInternal, "a host function ended without a result");
  });
}

Instance& HostCall::instance() const { return *state_->instance->handle; }
std::span<const WasmValue> HostCall::arguments() const { return state_->arguments; }

void HostCall::finish(Finish finish) {
  State& state = *state_;
  if (state.finished) return;
  state.finished = true;
  if (!state.instance) return;
  state.finish = std::move(finish);
  state.instance->wake();
}

}  // namespace modus::sandbox
