// SPDX-License-Identifier: Apache-2.0
#include "runtime/functions/call.h"

#include <iterator>

#include "runtime/base/ids.h"
#include "runtime/observe/metrics/function_metrics.h"

namespace modus::functions {
namespace {

enum class Taken : std::uint32_t { kNo = 0, kYes = 1 };

// What the import guest::kPushToStream gives the guest.
sandbox::HostCall::Finish answer(Taken taken) {
  return [taken](sandbox::Instance&) {
    return sandbox::WasmValue::i32(static_cast<std::uint32_t>(taken));
  };
}

// A call within a call.
class Child final : public ChildCall {
 public:
  Child(Loop& loop, Admission& gate, std::shared_ptr<const FunctionTable> table,
        const ChildRequest& request, HostCallListener* listener, Call::Done done)
      : loop_(loop),
        done_(std::move(done)),
        call_(loop, gate, std::move(table),
              {.function = request.function,
               .arguments = request.arguments,
               .context = request.context,
               .listener = listener,
               .values = request.values},
              [this](CallOutcome outcome) { tell(std::move(outcome)); }) {}

  void start() { call_.start(); }

 private:
  // Later: the call may end within start(), where it must not be destroyed.
  void tell(CallOutcome outcome) {
    loop_.post([weak = std::weak_ptr(self_), outcome = std::move(outcome)]() mutable {
      const auto self = weak.lock();
      if (!self) return;
      auto done = std::move((*self)->done_);
      done(std::move(outcome));
    });
  }

  Loop& loop_;
  Call::Done done_;
  std::shared_ptr<Child*> self_ = std::make_shared<Child*>(this);
  Call call_;
};

}  // namespace

Call::Call(Loop& loop, Admission& admission, std::shared_ptr<const FunctionTable> table,
           CallRequest request, Done done)
    : loop_(loop),
      admission_(admission),
      table_(std::move(table)),
      request_(request),
      done_(std::move(done)) {
  outcome_.execution_id = make_xid();
}

// A stream whose reader leaves has come to its end, too.
Call::~Call() {
  release_sandbox();
  if (started_ != decltype(started_){} && request_.taker == nullptr)
    span_.fail(to_string(ErrorCode::kCancelled), "the caller went away");
  measure();
}

void Call::begin() {
  const CallContext& context = *request_.context;
  started_ = std::chrono::steady_clock::now();
  span_ = observe::Span(context.telemetry.tracer, context.trace, function(),
                        observe::SpanKind::kInternal);
  if (span_.is_recorded()) {
    span_.set("code.function.name", std::string(function()));
    span_.set("modus.execution.id", outcome_.execution_id);
  }
}

void Call::start() {
  if (started_ == decltype(started_){}) begin();
  if (auto slot = admission_.try_enter()) return admitted(std::move(slot));
  auto ticket =
      admission_.wait(loop_, request_.context->deadline, [this](Result<Admission::Slot> slot) {
        ticket_.reset();
        if (!slot) return refuse(std::move(slot).error());
        admitted(*std::move(slot));
      });
  if (!ticket) return refuse(std::move(ticket).error());
  ticket_ = *std::move(ticket);
}

Result<std::unique_ptr<ChildCall>> Call::call(ChildRequest request, Done done) {
  Admission* const gate = admission_.nested();
  if (gate == nullptr)
    return fail(ErrorCode::kResourceExhausted,
                "calls within calls are nested as deep as they may be ({} levels)",
                AdmissionOptions{}.nesting);
  const bool is_own = request.module == nullptr;
  auto child = std::make_unique<Child>(loop_, *gate, is_own ? table_ : request.module, request,
                                       is_own ? nullptr : request_.listener, std::move(done));
  child->start();
  return child;
}

bool Call::add_message(Message message) {
  const std::size_t before = message_bytes_;
  const std::size_t bytes = sizeof message + message.level.size() + message.text.size();
  if (before > kMaxMessageBytes) return false;
  message_bytes_ += bytes;
  const bool fits = message_bytes_ <= kMaxMessageBytes;
  if (!fits)
    message = {"warning", "the rest of what was logged was dropped: it is longer than 1 MiB"};
  outcome_.messages.push_back(std::move(message));
  return fits;
}

void Call::refuse(Error error) {
  outcome_.refused = true;
  end(std::move(error));
}

void Call::admitted(Admission::Slot slot) {
  slot_ = std::move(slot);
  const CallContext& context = *request_.context;
  sandbox::InstanceOptions options{
      .deadline = context.deadline,
      .max_memory_bytes = context.max_memory_bytes,
      .environment = {{"TZ", context.time_zone}, {"CLAIMS", context.claims_json}},
      .output =
          [this](sandbox::Stream stream, std::string_view bytes) {
            (stream == sandbox::Stream::kStdout ? stdout_ : stderr_).write(bytes);
          },
      .context = static_cast<Call*>(this)};
  instance_ = sandbox::Instance::create(
      loop_, std::shared_ptr<const sandbox::Program>(table_, table_->program().get()),
      std::move(options));
  instance_->start([this](auto outcome) { started(std::move(outcome)); });
}

void Call::started(Result<void> outcome) {
  if (!outcome) return end(std::move(outcome).error());
  const auto bytes_form =
      request_.values != nullptr ? guest::BytesForm::kRaw : guest::BytesForm::kBase64;
  auto arguments = table_->convention().lower_arguments(*instance_, request_.function,
                                                        request_.arguments, bytes_form);
  if (!arguments) return end(std::move(arguments).error());
  arguments_ = *std::move(arguments);
  instance_->call(table_->convention().wasm_function(request_.function), arguments_,
                  [this](auto results) { returned(std::move(results)); });
}

void Call::returned(Result<sandbox::WasmValues> results) {
  if (!results) return end(std::move(results).error());
  auto lifted = lift_result(*results);
  if (!lifted) return end(std::move(lifted).error());
  end(std::nullopt);
}

Result<void> Call::lift_result(std::span<const sandbox::WasmValue> results) {
  const guest::Convention& convention = table_->convention();
  if (request_.values != nullptr) {
    MODUS_TRY(value, convention.lift_result_value(*instance_, request_.function, arguments_,
                                                  results, *request_.values));
    outcome_.value = value;
    return {};
  }
  json::Writer writer(request_.context->max_response_bytes);
  MODUS_CHECK(convention.lift_result(*instance_, request_.function, arguments_, results,
                                     request_.projection, writer, outcome_.issues));
  outcome_.json = writer.take();
  return {};
}

void Call::end(std::optional<Error> error) {
  if (error && host_request_)
    error = error->within(fmt::format("while waiting for {}", host_request_->name));
  release_sandbox();
  outcome_.error = std::move(error);
  take_output();
  if (outcome_.error) span_.fail(to_string(outcome_.error->code()), outcome_.error->describe());
  measure();
  auto done = std::move(done_);
  done(std::move(outcome_));
}

// Once. What was refused did not run.
void Call::measure() {
  span_.end();
  const auto started = std::exchange(started_, {});
  if (started == decltype(started_){} || outcome_.refused) return;
  observe::FunctionMetrics* metrics = request_.context->telemetry.functions;
  if (metrics == nullptr) return;
  metrics->ended(loop_.index(), function(), std::chrono::steady_clock::now() - started);
}

void Call::push(sandbox::HostCall host_call) {
  if (request_.taker == nullptr) return host_call.finish(answer(Taken::kNo));
  json::Writer writer(request_.context->max_response_bytes);
  const auto lifted =
      table_->convention().lift_pushed(*instance_, request_.function, host_call.arguments(),
                                       request_.projection, writer, outcome_.issues);
  if (!lifted) {
    return host_call.finish([error = lifted.error()](sandbox::Instance&) {
      return Result<std::optional<sandbox::WasmValue>>(std::unexpected(error));
    });
  }
  outcome_.json = writer.take();
  pushed_ = std::move(host_call);
  instance_->set_deadline(Deadline::never());
  announce_value();
}

// Later: the guest's stack is not where the taker may end it.
void Call::announce_value() {
  if (!self_) self_ = std::make_shared<Call*>(this);
  loop_.post([weak = std::weak_ptr(self_)] {
    if (const auto self = weak.lock()) (*self)->request_.taker->value_waits();
  });
}

CallOutcome Call::take() {
  take_output();
  CallOutcome value = std::exchange(outcome_, {.execution_id = outcome_.execution_id});
  message_bytes_ = 0;
  std::exchange(pushed_, std::nullopt)->finish(answer(Taken::kYes));
  instance_->set_deadline(request_.context->deadline);  // needs no timer: it waits no longer
  return value;
}

void Call::host_call_ended(const Result<types::Value>& answer) {
  const auto request = std::exchange(host_request_, nullptr);
  if (request && request_.listener != nullptr) request_.listener->ended(*request, answer);
}

void Call::take_output() {
  outcome_.output = stdout_.take();
  std::ranges::move(stderr_.take(), std::back_inserter(outcome_.output));
}

// The host's work goes before the sandbox: it must not answer into one that is being taken down.
void Call::cancel_host_call() {
  const auto request = host_request_;
  if (!request) return;
  request->done = nullptr;
  if (request->cancel) std::exchange(request->cancel, nullptr)();
  host_call_ended(fail(ErrorCode::kCancelled, "the call ended first"));
}

void Call::release_sandbox() {
  cancel_host_call();
  state_.clear();
  instance_.reset();
  pushed_.reset();
  slot_ = {};
}

}  // namespace modus::functions
