// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cassert>

#include "runtime/sandbox/internals.h"

namespace modus::sandbox {
namespace {

using namespace std::chrono_literals;

// How many ticks a helper export such as an allocator may meet. Ticks rather than time: on a busy
// machine a thread may wait for its turn longer than any helper runs.
constexpr int kHelperTicks = 100;

std::string describe_duration(std::chrono::steady_clock::duration duration) {
  const auto ms = std::chrono::round<std::chrono::milliseconds>(duration).count();
  if (ms < 1000) return fmt::format("{} ms", ms);
  return fmt::format("{:g} s", static_cast<double>((ms + 5) / 10) / 100);
}

}  // namespace

Instance::Internals::Internals(Loop& on, std::shared_ptr<const Program> of, InstanceOptions opts)
    : loop(on),
      program(std::move(of)),
      options(std::move(opts)),
      shard_(program->engine().enter(loop)),
      memory_limit_{std::min(options.max_memory_bytes, program->engine().options.max_memory_bytes),
                    false},
      store_(wasmtime_store_new(shard_.engine.get(), this, nullptr)),
      context_(wasmtime_store_context(store_.get())) {
  modus_store_limit_memory(store_.get(), &memory_limit_);
  wasmtime_store_epoch_deadline_callback(store_.get(), on_epoch, this, nullptr);
}

Instance::Internals::~Internals() {
  assert(state_ != State::kRunning && "an instance cannot end itself from its own host function");
  future_.reset();
  const TrapPtr trap(trap_);
  const ErrorPtr error(error_);
  store_.reset();
  Engine::Internals::leave(shard_);
}

// Runs on the guest's fiber whenever the epoch has advanced.
wasmtime_error_t* Instance::Internals::on_epoch(wasmtime_context_t*, void* self,
                                                std::uint64_t* delta,
                                                wasmtime_update_deadline_kind_t* kind) {
  auto& instance = *static_cast<Internals*>(self);
  instance.program->engine().ticker.keep_going();
  *delta = 1;
  *kind = WASMTIME_UPDATE_DEADLINE_CONTINUE;
  const auto stop = [&](Error error) {
    instance.failure = std::move(error);
    return wasmtime_error_new("time limit");
  };
  if (instance.options.deadline.passed()) return stop(instance.deadline_error());
  if (instance.helper_ticks_) {
    if (++*instance.helper_ticks_ < kHelperTicks) return nullptr;
    return stop(Error(ErrorCode::kDeadlineExceeded,
                      fmt::format("a helper function of the module ran for more than {} ticks of "
                                  "{} ms",
                                  kHelperTicks, instance.program->engine().options.tick / 1ms)));
  }
  instance.yielded_ = true;
  *kind = WASMTIME_UPDATE_DEADLINE_YIELD;
  return nullptr;
}

Error Instance::Internals::deadline_error() const {
  return Error(ErrorCode::kDeadlineExceeded,
               fmt::format("the call took longer than its limit of {}; raise limits.timeoutMs in "
                           "modus.json or --timeout",
                           describe_duration(options.deadline.time() - started)));
}

void Instance::Internals::start(Completion done) {
  wasmtime_context_set_epoch_deadline(context_, 1);
  begin(FuturePtr(wasmtime_instance_pre_instantiate_async(program->linked(shard_), context_,
                                                          &instance_, &trap_, &error_)),
        [this, done = std::move(done)](Result<void> outcome) mutable {
          if (!outcome) return done(std::move(outcome));
          find_memory(nullptr);
          initialize(std::move(done));
        });
}

void Instance::Internals::initialize(Completion done) {
  const Module& module = program->module();
  auto function = module.find_function("_initialize");
  if (!function) function = module.find_function("_start");
  if (!function) return done({});
  call(module.exported_functions()[*function], {}, std::move(done));
}

void Instance::Internals::call(const ExportedFunction& function,
                               std::span<const WasmValue> arguments, Completion done) {
  assert(state_ == State::kIdle && "one call at a time");
  auto found = find_function(function);
  if (!found) return done(std::unexpected(std::move(found).error()));
  function_ = *found;
  arguments_.clear();
  for (const WasmValue& value : arguments) arguments_.push_back(to_engine(value));
  results_.assign(function.type.results.size(), {});
  wasmtime_context_set_epoch_deadline(context_, 1);
  begin(
      FuturePtr(wasmtime_func_call_async(context_, &function_, arguments_.data(), arguments_.size(),
                                         results_.data(), results_.size(), &trap_, &error_)),
      std::move(done));
}

WasmValues Instance::Internals::take_results() const {
  WasmValues values;
  for (const wasmtime_val_t& value : results_) values.push_back(from_engine(value));
  return values;
}

void Instance::Internals::begin(FuturePtr future, Completion done) {
  future_ = std::move(future);
  completion_ = std::move(done);
  advance();
}

// Whether the call has ended.
bool Instance::Internals::poll() {
  const Ticker::Run run(program->engine().ticker, shard_.index);
  return wasmtime_call_future_poll(future_.get());
}

// May destroy this.
void Instance::Internals::advance() {
  state_ = State::kRunning;
  yielded_ = false;
  if (poll()) return complete();
  if (yielded_) return enqueue();
  state_ = State::kWaiting;
  set_timer();
}

// While the guest runs it meets the deadline itself. A timer that is set already may go off too
// early, for a stream's deadline moves with each value: then it is set anew, which costs less than
// doing so whenever the guest waits.
void Instance::Internals::set_timer() {
  if (state_ != State::kWaiting || options.deadline.time() >= timer_due_) return;
  timer_due_ = options.deadline.time();
  deadline_timer_ = Timer(loop, options.deadline.remaining(), [this] { expire(); });
}

void Instance::Internals::set_deadline(Deadline deadline) {
  options.deadline = deadline;
  started = Deadline::Clock::now();
  set_timer();
}

// Lets the loop's other work have its turn first.
void Instance::Internals::enqueue() {
  state_ = State::kQueued;
  if (!self_) self_ = std::make_shared<Internals*>(this);
  loop.post([weak = std::weak_ptr(self_)] {
    if (const auto self = weak.lock()) (*self)->advance();
  });
}

void Instance::Internals::wake() {
  if (state_ == State::kWaiting) enqueue();
}

void Instance::Internals::expire() {
  timer_due_ = Deadline::Clock::time_point::max();
  if (state_ != State::kWaiting) return;
  if (!options.deadline.passed()) return set_timer();
  failure = deadline_error();
  complete();
}

// May destroy this.
void Instance::Internals::complete() {
  future_.reset();
  state_ = State::kIdle;
  deadline_timer_ = Timer();
  timer_due_ = Deadline::Clock::time_point::max();
  sleep_timer = Timer();
  auto outcome = take_outcome(TrapPtr(std::exchange(trap_, nullptr)),
                              ErrorPtr(std::exchange(error_, nullptr)));
  auto done = std::exchange(completion_, nullptr);
  done(std::move(outcome));
}

Result<void> Instance::Internals::take_outcome(TrapPtr trap, ErrorPtr error) {
  if (!trap && !error && !failure) return {};
  ended_ = true;
  if (failure) return std::unexpected(*std::exchange(failure, std::nullopt));
  const EngineOptions& engine = program->engine().options;
  if (trap) return std::unexpected(describe_trap(*trap, memory_limit_, engine.max_stack_bytes));
  return std::unexpected(describe_error(*error, engine, memory_limit_));
}

Result<wasmtime_func_t> Instance::Internals::find_function(const ExportedFunction& function) {
  if (ended_) return fail(ErrorCode::kGuestTrap, "the instance has ended because of an error");
  const auto known = std::ranges::find(found_, function.name, &FoundFunction::name);
  if (known != found_.end()) return known->function;
  wasmtime_extern_t item;
  if (!wasmtime_instance_export_get(context_, &instance_, function.name.data(),
                                    function.name.size(), &item) ||
      item.kind != WASMTIME_EXTERN_FUNC) {
    return fail(ErrorCode::kInternal, "the instance has no function \"{}\"", function.name);
  }
  if (found_.size() < found_.capacity()) found_.push_back({function.name, item.of.func});
  return item.of.func;
}

// On the caller's stack: between calls the thread's own, within a host call the fiber's.
Result<WasmValues> Instance::Internals::call_now(const ExportedFunction& function,
                                                 std::span<const WasmValue> arguments) {
  assert(state_ == State::kIdle || state_ == State::kRunning);
  MODUS_TRY(found, find_function(function));
  boost::container::small_vector<wasmtime_val_raw_t, 8> values(
      std::max(arguments.size(), function.type.results.size()));
  for (std::size_t i = 0; i < arguments.size(); ++i) values[i] = to_raw(arguments[i]);
  const auto outer_ticks = std::exchange(helper_ticks_, 0);
  const Ticker::Run run(program->engine().ticker, shard_.index);
  wasmtime_context_set_epoch_deadline(context_, 1);
  wasm_trap_t* trap = nullptr;
  wasmtime_error_t* error =
      wasmtime_func_call_unchecked(context_, &found, values.data(), values.size(), &trap);
  helper_ticks_ = outer_ticks;
  MODUS_CHECK(take_outcome(TrapPtr(trap), ErrorPtr(error)));
  WasmValues results;
  for (std::size_t i = 0; i < function.type.results.size(); ++i) {
    results.push_back(from_raw(values[i], function.type.results[i]));
  }
  return results;
}

// While a start section runs, only the caller leads to the memory.
void Instance::Internals::find_memory(wasmtime_caller_t* caller) {
  if (memory_) return;
  wasmtime_extern_t item;
  const std::string_view name = "memory";
  const bool found =
      caller ? wasmtime_caller_export_get(caller, name.data(), name.size(), &item)
             : wasmtime_instance_export_get(context_, &instance_, name.data(), name.size(), &item);
  if (found && item.kind == WASMTIME_EXTERN_MEMORY) memory_ = item.of.memory;
}

MutableBytes Instance::Internals::memory() {
  if (!memory_) return {};
  return {reinterpret_cast<std::byte*>(wasmtime_memory_data(context_, &*memory_)),
          wasmtime_memory_data_size(context_, &*memory_)};
}

Instance::Instance(std::unique_ptr<Internals> internals) : internals_(std::move(internals)) {
  internals_->handle = this;
}
Instance::~Instance() = default;

std::unique_ptr<Instance> Instance::create(Loop& loop, std::shared_ptr<const Program> program,
                                           InstanceOptions options) {
  return std::make_unique<Instance>(
      std::make_unique<Internals>(loop, std::move(program), std::move(options)));
}

void Instance::start(Started done) { internals_->start(std::move(done)); }

void Instance::call(std::size_t function, std::span<const WasmValue> arguments, Done done) {
  Internals& self = *internals_;
  const ExportedFunction& called = module().exported_functions()[function];
  self.call(called, arguments, [&self, done = std::move(done)](Result<void> outcome) mutable {
    if (!outcome) return done(std::unexpected(std::move(outcome).error()));
    done(self.take_results());
  });
}

Result<WasmValues> Instance::call_now(std::size_t function, std::span<const WasmValue> arguments) {
  return internals_->call_now(module().exported_functions()[function], arguments);
}

MutableBytes Instance::memory() { return internals_->memory(); }

Result<MutableBytes> Instance::memory_at(std::uint32_t pointer, std::uint64_t length) {
  const MutableBytes all = internals_->memory();
  if (pointer > all.size() || length > all.size() - pointer) {
    return fail(ErrorCode::kGuestTrap,
                "{} bytes at address {} do not lie within the guest's memory of {} bytes", length,
                pointer, all.size());
  }
  return all.subspan(pointer, length);
}

void Instance::hand_over(std::vector<std::byte> block) { internals_->block = std::move(block); }
bool Instance::holds_block() const { return !internals_->block.empty(); }

void* Instance::context() const { return internals_->options.context; }
Loop& Instance::loop() const { return internals_->loop; }
const Module& Instance::module() const { return internals_->program->module(); }
Deadline Instance::deadline() const { return internals_->options.deadline; }
std::uint64_t Instance::max_memory_bytes() const { return internals_->max_memory_bytes(); }
void Instance::set_deadline(Deadline deadline) { internals_->set_deadline(deadline); }

}  // namespace modus::sandbox
