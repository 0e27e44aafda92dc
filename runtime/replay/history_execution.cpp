// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/history_execution.h"

#include <algorithm>

#include "runtime/replay/recorded_call.h"
#include "runtime/store/history_query.h"

namespace modus::replay {
namespace {

std::string recorded(const types::Value& value) {
  json::Writer writer;
  write_recorded(writer, value);
  return writer.take();
}

void fill(RecordedCall& call, const store::Inference& inference) {
  const types::Value arguments[] = {types::Value::string(inference.model_name),
                                    types::Value::string(inference.input)};
  call.arguments = recorded(types::Value::list(arguments));
  call.result = recorded(types::Value::string(inference.output));
  call.inference = 0;
}

}  // namespace

Result<std::optional<store::Execution>> find_execution(store::Connection& history,
                                                       std::string_view id) {
  MODUS_TRY(found, store::find_execution(history, id));
  if (!found.execution || !found.execution->dropped.empty()) return std::move(found.execution);
  store::Execution& execution = *found.execution;
  MODUS_TRY(calls, read_calls(execution.calls));
  for (RecordedCall& call : calls) {
    if (call.inference == 0) continue;
    const auto inference = std::ranges::find(
        found.inferences, static_cast<std::int64_t>(call.inference), &store::Inference::sequence);
    if (inference == found.inferences.end()) {
      execution.dropped = "the history does not hold all of its model calls any more";
      return std::move(found.execution);
    }
    fill(call, *inference);
  }
  execution.calls = to_json(calls);
  return std::move(found.execution);
}

Result<std::optional<store::Execution>> find_execution_of(store::Connection& history,
                                                          const store::Inference& inference) {
  const std::string& root = inference.root_execution_id;
  return replay::find_execution(history, root.empty() ? inference.execution_id : root);
}

}  // namespace modus::replay
