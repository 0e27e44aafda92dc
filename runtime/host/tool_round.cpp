// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/tool_round.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "runtime/functions/call.h"
#include "runtime/host/failure_reason.h"

namespace modus::host {
// One call; one that cannot begin has its result soon.
class ToolRound::Use {
 public:
  Use(Log& log, const functions::HostRequest& within, ToolRound& round, std::size_t place,
      const models::ToolCall& call)
      : log_(log),
        caller_(*within.caller),
        round_(round),
        place_(place),
        id_(call.id),
        name_(call.name),
        span_(caller_.context().telemetry.tracer, within.trace, "execute_tool",
              observe::SpanKind::kInternal) {}

  void start(const Toolbox& box, const models::ToolCall& call) {
    if (span_.is_recorded()) describe(box);
    if (place_ >= kMostCalls) {
      return end_later(fmt::format("At most {} tools are called at once.", kMostCalls));
    }
    auto prepared = box.prepare(call, arena_);
    if (!prepared) return end_later(prepared.error().message());
    use_ = *std::move(prepared);
    context_ = caller_.context();
    context_.trace = span_.context();
    context_.root = caller_.root();
    context_.max_response_bytes = std::min(context_.max_response_bytes, kMostResultBytes);
    log(LogLevel::kInfo, "Calling tool.");
    auto child =
        caller_.call({.function = use_.function, .arguments = use_.arguments, .context = &context_},
                     [this](functions::CallOutcome outcome) { ended(std::move(outcome)); });
    if (!child) return end_later(child.error().message());
    child_ = *std::move(child);
  }

 private:
  // The model may call what there is not: only names of the box are few.
  void describe(const Toolbox& box) {
    if (box.has(name_)) span_.rename("execute_tool " + name_);
    span_.set("gen_ai.operation.name", "execute_tool");
    span_.set("gen_ai.tool.name", name_);
    span_.set("gen_ai.tool.call.id", id_);
    span_.set("gen_ai.tool.type", "function");
  }

  void end_later(std::string problem) {
    log(LogLevel::kWarning, "The tool was not called.", problem);
    caller_.loop().post([weak = std::weak_ptr(self_), problem = std::move(problem)]() mutable {
      if (const auto self = weak.lock())
        (*self)->end(models::ToolStatus::kFailed, std::move(problem));
    });
  }

  void ended(functions::CallOutcome outcome) {
    if (!outcome.error) {
      log(LogLevel::kInfo, "Completed tool call.");
      return end(models::ToolStatus::kOk, std::move(outcome.json));
    }
    std::string reason = failure_reason(outcome);
    log(LogLevel::kWarning, "The tool call failed.", reason);
    end(models::ToolStatus::kFailed, "The tool failed: " + reason);
  }

  // May destroy this.
  void end(models::ToolStatus status, std::string content) {
    if (status == models::ToolStatus::kFailed) span_.fail("TOOL_FAILED", content);
    span_.end();
    round_.ended(place_, {std::move(id_), std::move(name_), std::move(content), status});
  }

  void log(LogLevel level, std::string_view text, std::string_view problem = {}) const {
    const std::chrono::duration<double, std::milli> elapsed =
        std::chrono::steady_clock::now() - started_;
    const LogField function("function", caller_.function());
    const LogField execution("execution_id", caller_.execution_id());
    const LogField span(span_.context());
    const LogField tool("tool", name_);
    const LogField duration("duration_ms", elapsed.count());
    const LogField visible("user_visible", true);
    if (problem.empty()) {
      log_.write(level, text, {function, execution, span, tool, duration, visible});
    } else {
      log_.write(level, text,
                 {function, execution, span, tool, duration, LogField("error", problem), visible});
    }
  }

  Log& log_;
  functions::Caller& caller_;
  ToolRound& round_;
  const std::size_t place_;
  std::string id_;
  std::string name_;
  observe::Span span_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  types::Arena arena_;
  Toolbox::Use use_;
  functions::CallContext context_;
  std::shared_ptr<Use*> self_ = std::make_shared<Use*>(this);
  std::unique_ptr<functions::ChildCall> child_;
};

ToolRound::ToolRound(Log& log, const Toolbox& box, const functions::HostRequest& within,
                     std::vector<models::ToolCall> calls, Done done)
    : done_(std::move(done)), results_(calls.size()), pending_(calls.size()) {
  for (const models::ToolCall& call : calls) {
    uses_.push_back(std::make_unique<Use>(log, within, *this, uses_.size(), call));
    uses_.back()->start(box, call);
  }
}

ToolRound::~ToolRound() = default;

// May destroy this.
void ToolRound::ended(std::size_t place, models::ToolResult result) {
  results_[place] = std::move(result);
  if (--pending_ > 0) return;
  auto done = std::move(done_);
  done(std::move(results_));
}

}  // namespace modus::host
