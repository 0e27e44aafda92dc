// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/kept_execution.h"

#include <algorithm>

#include "runtime/replay/recorded_streams.h"
#include "runtime/replay/selection.h"
#include "runtime/store/record.h"
#include "runtime/types/value_copy.h"

namespace modus::replay {
namespace {

constexpr std::size_t kMaxBytes = 4u << 20;  // of arguments, host calls and result together

std::string named(const types::Signature& function, std::span<const types::Value> arguments,
                  const app::Redaction& secrets) {
  json::Writer writer;
  writer.begin_object();
  for (std::size_t i = 0; i < function.parameters.size() && i < arguments.size(); ++i) {
    if (arguments[i].is_absent()) continue;
    writer.key(function.parameters[i].name);
    write_recorded(writer, arguments[i], &secrets);
  }
  writer.end_object();
  return writer.take();
}

void add_line(std::string& text, std::string_view line) {
  if (!text.empty()) text += '\n';
  text += line;
}

}  // namespace

std::optional<ExecutionHistory> make_execution_history(
    store::InferenceHistory* history, std::shared_ptr<const host::HistoryPolicy> policy,
    const functions::ModuleSet& modules) {
  const bool asks =
      std::ranges::any_of(modules.modules(), [](const functions::LoadedModule& module) {
        return std::ranges::any_of(module.table->convention().imports(), asks_a_model,
                                   &types::Signature::name);
      });
  if (history == nullptr || !asks || !policy->keeps_executions()) return std::nullopt;
  return ExecutionHistory{history, std::move(policy)};
}

struct KeptExecution::Record {
  explicit Record(const app::Redaction& secrets)
      : recorder(secrets, ModelCalls::kByNumber, kMaxBytes) {}

  store::Execution execution;
  CallRecorder recorder;
  std::size_t bytes = 0;  // of arguments and result
  bool is_stream = false;
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();

  bool is_too_large() const {
    return recorder.is_too_large() || recorder.bytes() + bytes > kMaxBytes;
  }

  std::string why_dropped(const host::HistoryPolicy& policy) const {
    if (is_too_large()) {
      return fmt::format("its arguments, host calls and result are more than {}",
                         json::describe_size(kMaxBytes));
    }
    for (const std::string& model : recorder.models()) {
      if (std::string why = policy.why_not_whole(model); !why.empty()) return why;
    }
    return {};
  }

  void complete(const host::HistoryPolicy& policy) {
    execution.duration = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - started);
    execution.dropped = why_dropped(policy);
    if (!execution.dropped.empty()) {
      execution.arguments.clear();
      execution.result.clear();
      execution.error.clear();
      return;
    }
    if (is_stream) execution.result += execution.result.empty() ? "[]" : "]";
    execution.calls = to_json(recorder.calls());
  }
};

namespace {

std::string record_without_secrets(const std::string& record, ResultKind kind,
                                   const app::Redaction& secrets) {
  auto execution = *store::decode_execution(store::parts_of(record));
  execution.arguments = secrets.apply(std::move(execution.arguments));
  if (const auto calls = read_calls(execution.calls))
    execution.calls = to_json(without_secrets(*calls, secrets));
  execution.result = without_secrets(std::move(execution.result), kind, secrets);
  execution.error = secrets.apply(std::move(execution.error));
  return store::encode(execution);
}

}  // namespace

KeptExecution::KeptExecution(const ExecutionHistory& to, const functions::FunctionTable& table,
                             const functions::CallRequest& request)
    : to_(to), record_(std::make_unique<Record>(to.policy->secrets())) {
  const types::Signature& function = table.functions()[request.function];
  Record& record = *record_;
  store::Execution& execution = record.execution;
  execution.function = table.name_of(request.function);
  execution.build_id = table.convention().info().build_id;
  execution.started_at = std::chrono::system_clock::now();
  execution.time_zone = request.context->time_zone;
  execution.claims = request.context->claims_json;
  if (function.results.size() == 1)
    execution.selection = write_selection(request.projection, *function.results.front().type);
  record.is_stream = function.is_stream();
  for (const types::Value& argument : request.arguments) record.bytes += types::bytes_of(argument);
  if (!record.is_too_large())
    execution.arguments = named(function, request.arguments, to.policy->secrets());
}

KeptExecution::~KeptExecution() {
  if (!record_) return;
  add_line(record_->execution.error, "the client left before the function ended");
  hand_over();
}

void KeptExecution::name(std::string_view execution_id) {
  record_->execution.id = execution_id;
  record_->recorder.name(execution_id);
}

void KeptExecution::ended(const functions::HostRequest& request,
                          const Result<types::Value>& answer) {
  if (record_) record_->recorder.ended(request, answer);
}

void KeptExecution::pushed(const functions::CallOutcome& value) {
  store::Execution& execution = record_->execution;
  record_->bytes += value.json.size();
  if (!record_->is_too_large()) {
    execution.result += execution.result.empty() ? '[' : ',';
    execution.result += value.json;
  }
  if (const std::string errors = errors_of(value); !errors.empty())
    add_line(execution.error, errors);
}

void KeptExecution::end(const functions::CallOutcome& outcome) {
  store::Execution& execution = record_->execution;
  record_->bytes += outcome.json.size();
  if (!record_->is_stream && !record_->is_too_large()) execution.result = outcome.json;
  if (const std::string errors = errors_of(outcome); !errors.empty())
    add_line(execution.error, errors);
  hand_over();
}

void KeptExecution::hand_over() {
  const auto record = std::move(record_);
  const auto is_kept = [&](const std::string& model) { return to_.policy->keeps(model); };
  if (std::ranges::none_of(record->recorder.models(), is_kept)) return;
  record->complete(*to_.policy);
  std::string made = store::encode(record->execution);
  // Most records hold no secrets, and are not taken apart; but what comes in pieces may hold one
  // that is cut in two.
  const bool is_in_pieces = record->is_stream || record->recorder.has_pieces();
  if (!is_in_pieces && !to_.policy->secrets().are_in(made))
    return to_.history->append(std::move(made));
  const ResultKind kind = record->is_stream ? ResultKind::kStream : ResultKind::kValue;
  to_.history->append(std::move(made), [policy = to_.policy, kind](const std::string& whole) {
    return record_without_secrets(whole, kind, policy->secrets());
  });
}

std::string errors_of(const functions::CallOutcome& outcome) {
  std::string errors;
  for (const auto* lines : {&outcome.messages, &outcome.output}) {
    for (const functions::Message& line : *lines) {
      if (line.is_error()) add_line(errors, line.text);
    }
  }
  if (outcome.error) add_line(errors, outcome.error->describe());
  return errors;
}

}  // namespace modus::replay
