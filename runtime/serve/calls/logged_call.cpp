// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/calls/logged_call.h"

namespace modus::serve {
namespace {

boost::container::small_vector<types::Value, 4> in_declared_order(
    const types::Signature& signature, std::span<const graphql::Argument> arguments) {
  boost::container::small_vector<types::Value, 4> values(signature.parameters.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (const graphql::Argument& argument : arguments) {
      if (argument.name == signature.parameters[i].name) values[i] = argument.value;
    }
  }
  return values;
}

std::unique_ptr<replay::KeptExecution> keep(const AppVersion& version, std::size_t module,
                                            const functions::CallRequest& request) {
  if (!version.executions) return nullptr;
  return std::make_unique<replay::KeptExecution>(
      *version.executions, *version.modules->modules()[module].table, request);
}

}  // namespace

LoggedCall::LoggedCall(const CallScope& scope, const graphql::FieldCall& field,
                       const functions::CallContext& context, functions::StreamTaker* taker,
                       Done done)
    : LoggedCall(scope, field, scope.version->function_of(field.type, field.field), context, taker,
                 std::move(done)) {}

LoggedCall::LoggedCall(const CallScope& scope, const graphql::FieldCall& field,
                       const functions::FunctionPlace& place, const functions::CallContext& context,
                       functions::StreamTaker* taker, Done done)
    : scope_(scope),
      done_(std::move(done)),
      arguments_(in_declared_order(scope.version->modules->signature(place), field.arguments)),
      kept_(keep(*scope.version, place.module,
                 {.function = place.function,
                  .arguments = arguments_,
                  .projection = field.projection,
                  .context = &context})),
      call_(scope.loop, scope.admission, AppVersion::table(scope.version, place),
            {.function = place.function,
             .arguments = arguments_,
             .projection = field.projection,
             .context = &context,
             .taker = taker,
             .listener = kept_.get()},
            [this](functions::CallOutcome outcome) { ended(std::move(outcome)); }) {}

void LoggedCall::start() {
  call_.begin();
  scope_.log.write(scope_.call_level, "Calling function.",
                   {{"function", call_.function()},
                    {"execution_id", call_.execution_id()},
                    call_.trace(),
                    {"user_visible", true}});
  if (kept_) kept_->name(call_.execution_id());
  call_.start();
}

functions::CallOutcome LoggedCall::take() {
  functions::CallOutcome value = call_.take();
  if (kept_) kept_->pushed(value);
  return value;
}

// May destroy this.
void LoggedCall::ended(functions::CallOutcome outcome) {
  log_end(outcome);
  if (kept_) kept_->end(outcome);
  auto done = std::move(done_);
  done(std::move(outcome));
}

void LoggedCall::log_end(const functions::CallOutcome& outcome) const {
  const std::chrono::duration<double, std::milli> elapsed =
      std::chrono::steady_clock::now() - started_;
  const LogField name("function", call_.function());
  const LogField execution("execution_id", outcome.execution_id);
  const LogField span(call_.trace());
  const LogField duration("duration_ms", elapsed.count());
  const LogField visible("user_visible", true);
  if (!outcome.error) {
    scope_.log.write(scope_.call_level, "Function completed successfully.",
                     {name, execution, span, duration, visible});
    return;
  }
  if (const auto exit = sandbox::exit_code(*outcome.error)) {
    scope_.log.error(fmt::format("Function ended with exit code {}, indicating an error.", *exit),
                     {name, execution, span, duration, {"exit_code", *exit}, visible});
    return;
  }
  scope_.log.error(
      "Function failed.",
      {name, execution, span, duration, {"error", outcome.error->describe()}, visible});
}

}  // namespace modus::serve
