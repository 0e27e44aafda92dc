// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/kept_execution.h"

#include <algorithm>

#include "runtime/replay/recorded_streams.h"
#include "runtime/replay/selection.h"
#include "runtime/types/value_copy.h"

namespace modus::replay {
namespace {

constexpr std::size_t kMaxBytes = 4u << 20;  // of arguments, host calls and result together

std::vector<types::Member> named(const types::Signature& function,
                                 std::span<const types::Value> arguments) {
  std::vector<types::Member> members;
  for (std::size_t i = 0; i < function.parameters.size() && i < arguments.size(); ++i) {
    if (!arguments[i].is_absent()) members.push_back({function.parameters[i].name, arguments[i]});
  }
  return members;
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

// All of it copied, to be made into an Execution on another thread.
struct KeptExecution::Record {
  store::Execution execution;
  CallRecorder recorder{kMaxBytes};
  types::BlockArena arena;
  types::Value arguments;  // in the arena
  std::size_t bytes = 0;   // of arguments and result
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

  store::Execution make(const host::HistoryPolicy& policy) {
    const app::Redaction& secrets = policy.secrets();
    execution.dropped = why_dropped(policy);
    if (!execution.dropped.empty()) {
      execution.result.clear();
      execution.error.clear();
      return std::move(execution);
    }
    json::Writer writer;
    write_recorded(writer, secrets.apply(arguments, arena));
    execution.arguments = writer.take();
    execution.calls = to_json(recorder.calls(secrets));
    execution.result = without_secrets(
        std::move(execution.result), is_stream ? ResultKind::kStream : ResultKind::kValue, secrets);
    execution.error = secrets.apply(std::move(execution.error));
    return std::move(execution);
  }
};

KeptExecution::KeptExecution(const ExecutionHistory& to, const functions::FunctionTable& table,
                             const functions::CallRequest& request)
    : to_(to), record_(std::make_unique<Record>()) {
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
  const auto members = named(function, request.arguments);
  const auto arguments = types::Value::object(members);
  record.bytes = types::bytes_of(arguments);
  if (!record.is_too_large()) record.arguments = types::copy(arguments, record.arena);
}

KeptExecution::~KeptExecution() {
  if (!record_) return;
  add_line(record_->execution.error, "the client left before the function ended");
  hand_over();
}

void KeptExecution::name(std::string_view execution_id) { record_->execution.id = execution_id; }

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
  const auto record = std::shared_ptr<Record>(std::move(record_));
  const auto is_kept = [&](const std::string& model) { return to_.policy->keeps(model); };
  if (std::ranges::none_of(record->recorder.models(), is_kept)) return;
  store::Execution& execution = record->execution;
  execution.duration = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - record->started);
  if (record->is_stream) execution.result += execution.result.empty() ? "[]" : "]";
  const std::size_t bytes = record->recorder.bytes() + record->bytes;
  to_.history->append([record, policy = to_.policy] { return record->make(*policy); }, bytes);
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
