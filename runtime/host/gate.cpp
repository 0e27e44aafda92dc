// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/gate.h"

#include <algorithm>
#include <iterator>

#include "runtime/host/model_span.h"
#include "runtime/observe/trace/tracer.h"

namespace modus::host {

using functions::HostRequest;

// One call on its way through the gate: begins with the first log line, ends with the journal
// record.
class Gate::Passage {
 public:
  Passage(const Gate& gate, const HostFunction& function, HostRequest& request)
      : gate_(gate),
        function_(function),
        request_(request),
        caller_(*request.caller),
        detail_(function.detail(request)),
        span_(tracer(), parent(), request.name, observe::SpanKind::kInternal) {
    request_.sequence = caller_.next_sequence();
    request_.trace = span_.context();
    log(LogLevel::kInfo, function_.texts().starting);
    if (span_.is_recorded()) function_.describe(request_, span_);
  }

  void end(const Result<types::Value>& answer) {
    const CallTexts texts = function_.texts();
    detail_ = function_.detail(request_);  // which knows more by now
    if (answer) {
      log(LogLevel::kInfo, texts.completed);
    } else if (answer.error().code() == ErrorCode::kCancelled) {
      log(LogLevel::kWarning, texts.cancelled);
    } else {
      log(LogLevel::kError, texts.failed, answer.error().describe());
      // The guest sees a null, its caller the reason.
      if (request_.within == 0 && !function_.tells_guest())
        caller_.add_message({"error", answer.error().describe()});
    }
    if (span_.is_recorded()) end_span(answer);
    if (gate_.journal_.wants(request_.name)) journal(answer);
  }

 private:
  void log(LogLevel level, std::string_view text, std::string_view error = {}) const {
    if (text.empty()) return;
    const double milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started_)
            .count();
    const LogField function("function", caller_.function());
    const LogField execution("execution_id", caller_.execution_id());
    const LogField span(request_.trace);
    const LogField detail("detail", detail_);
    const LogField duration("duration_ms", milliseconds);
    const LogField visible("user_visible", true);
    if (error.empty()) {
      gate_.log_.write(level, text, {function, execution, span, detail, duration, visible});
    } else {
      gate_.log_.write(
          level, text,
          {function, execution, span, detail, duration, LogField("error", error), visible});
    }
  }

  // Who makes a request within another sets its place.
  const observe::TraceContext& parent() const {
    return request_.trace.is_valid() ? request_.trace : caller_.trace();
  }
  observe::Tracer* tracer() const { return caller_.context().telemetry.tracer; }

  void end_span(const Result<types::Value>& answer) {
    if (answer) {
      function_.describe_result(*answer, span_);
    } else {
      span_.fail(to_string(answer.error().code()), answer.error().describe());
    }
    Attributes known = function_.attributes(request_);
    std::ranges::copy(request_.attributes, std::back_inserter(known));
    describe_model_call(span_, known, request_.arguments, answer, tracer()->content());
    span_.end();
  }

  void journal(const Result<types::Value>& answer) {
    Attributes attributes = function_.attributes(request_);
    attributes.reserve(attributes.size() + 1 + request_.attributes.size());
    if (request_.within > 0) attributes.emplace_back("within", fmt::format("{}", request_.within));
    std::ranges::move(request_.attributes, std::back_inserter(attributes));
    gate_.journal_.append({.execution_id = caller_.execution_id(),
                           .root = caller_.context().root,
                           .trace = request_.trace,
                           .sequence = request_.sequence,
                           .function = caller_.function(),
                           .module = caller_.module(),
                           .call = request_.name,
                           .arguments = request_.arguments,
                           .result = answer ? function_.journalled(*answer) : types::Value(),
                           .error = answer ? nullptr : &answer.error(),
                           .started_at = started_at_,
                           .duration = std::chrono::steady_clock::now() - started_,
                           .attributes = attributes});
  }

  const Gate& gate_;
  const HostFunction& function_;
  HostRequest& request_;  // who ends the call still has it
  functions::Caller& caller_;
  std::string detail_;
  observe::Span span_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::chrono::system_clock::time_point started_at_ = std::chrono::system_clock::now();
};

namespace {

Result<void> admit(const HostFunction& function, const HostRequest& request) {
  if (request.arguments.size() < function.arity()) {
    return fail(ErrorCode::kInvalidArgument, "{} takes {} arguments, the module passes {}",
                request.name, function.arity(), request.arguments.size());
  }
  if (request.caller->context().deadline.passed()) {
    return fail(ErrorCode::kDeadlineExceeded, "the call's time was over before {} began",
                request.name);
  }
  return function.grant(request);
}

}  // namespace

void Gate::pass(const HostFunction& function, const std::shared_ptr<HostRequest>& request) const {
  auto passage = std::make_shared<Passage>(*this, function, *request);
  request->done = [passage, done = std::move(request->done)](Result<types::Value> answer) mutable {
    passage->end(answer);
    done(std::move(answer));
  };
  if (auto admitted = admit(function, *request); !admitted) {
    auto done = std::move(request->done);
    done(std::unexpected(std::move(admitted).error()));
    return;
  }
  function.call(request);
  if (!request->cancel) return;
  request->cancel = [passage, cancel = std::move(request->cancel)]() mutable {
    cancel();
    passage->end(fail(ErrorCode::kCancelled, "nobody waits for it any more"));
  };
}

}  // namespace modus::host
