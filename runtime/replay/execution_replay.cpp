// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/execution_replay.h"

#include <algorithm>

#include "runtime/replay/call_recorder.h"
#include "runtime/replay/kept_execution.h"
#include "runtime/replay/recorded_streams.h"
#include "runtime/replay/replayer.h"
#include "runtime/replay/selection.h"
#include "runtime/types/value_json.h"

namespace modus::replay {
namespace {

// The app's own host, but for the calls that records answer.
class ReplayHost final : public functions::Host {
 public:
  ReplayHost(std::shared_ptr<functions::Host> real, RecordedCalls& recorded,
             const app::Redaction& secrets)
      : real_(std::move(real)), recorded_(recorded), secrets_(secrets) {}

  bool provides(std::string_view name) const override { return real_->provides(name); }

  void call(std::shared_ptr<functions::HostRequest> request) override {
    if (is_not_replayed(request->name)) return real_->call(std::move(request));
    answer(*request, &recorded_, secrets_);
  }

 private:
  const std::shared_ptr<functions::Host> real_;
  RecordedCalls& recorded_;
  const app::Redaction& secrets_;
};

Result<std::vector<types::Value>> arguments_of(const types::Signature& function,
                                               std::string_view json, types::Arena& arena) {
  MODUS_TRY(object, from_recorded(json, arena));
  std::vector<types::Value> arguments;
  for (const types::Parameter& parameter : function.parameters)
    arguments.push_back(object.find(parameter.name));
  if (object.kind() != types::Value::Kind::kObject) return arguments;
  for (const types::Member& member : object.as_object()) {
    if (std::ranges::find(function.parameters, member.name, &types::Parameter::name) ==
        function.parameters.end()) {
      return fail(ErrorCode::kInvalidArgument,
                  "the function {} has no parameter \"{}\" any more, which it was called with",
                  function.name, member.name);
    }
  }
  return arguments;
}

Result<Outcome> outcome_of(const store::Execution& execution) {
  auto calls = read_calls(execution.calls);
  if (!calls) {
    return std::unexpected(
        calls.error().within(fmt::format("the execution {} cannot be read", execution.id)));
  }
  return Outcome{execution.result, execution.error, *std::move(calls)};
}

}  // namespace

Result<Replayed> replay(AppRunner& app, const app::AppFolder& files,
                        const store::Execution& execution, Answers answers) {
  if (!execution.dropped.empty()) {
    return fail(ErrorCode::kNotFound,
                "the call of {} cannot be replayed, for its contents were not kept: {}",
                execution.function, execution.dropped);
  }
  MODUS_TRY(before, outcome_of(execution));
  RecordedCalls recorded = before.calls;
  const app::Redaction secrets(app.environment());
  auto host = app.make_host();
  if (answers == Answers::kRecorded)
    host = std::make_shared<ReplayHost>(std::move(host), recorded, secrets);
  MODUS_TRY(modules, app.load(files, host));
  const auto place = modules->find(execution.function);
  if (!place) {
    return fail(ErrorCode::kNotFound, "the app has no function {} any more", execution.function);
  }
  const auto& table = modules->modules()[place->module].table;
  const types::Signature& function = modules->signature(*place);
  types::BlockArena arena;
  MODUS_TRY(arguments, arguments_of(function, execution.arguments, arena));
  Selection selection;
  if (function.results.size() == 1) {
    MODUS_TRY(read, read_selection(execution.selection, *function.results.front().type));
    selection = std::move(read);
  }
  CallRecorder recorder(secrets);
  const functions::CallOutcome outcome = app.call(table, {.function = place->function,
                                                          .arguments = arguments,
                                                          .projection = selection.whole(),
                                                          .time_zone = execution.time_zone,
                                                          .claims = execution.claims,
                                                          .listener = &recorder});
  const ResultKind kind = function.is_stream() ? ResultKind::kStream : ResultKind::kValue;
  Outcome after{without_secrets(outcome.json, kind, secrets), secrets.apply(errors_of(outcome)),
                without_secrets(recorder.calls(), secrets)};
  Comparison comparison = compare(before, after, app.manifest());
  return Replayed{std::move(before), std::move(after), std::move(comparison),
                  table->convention().info().build_id};
}

}  // namespace modus::replay
