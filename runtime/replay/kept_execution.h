// SPDX-License-Identifier: Apache-2.0
// Executions in which models are asked, on their way into the history: what modus replay needs.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "runtime/functions/call.h"
#include "runtime/functions/module_set.h"
#include "runtime/host/history_policy.h"
#include "runtime/replay/call_recorder.h"
#include "runtime/store/inference_history.h"

namespace modus::replay {

/// Where executions of one version of an app are kept. Thread-safe.
struct ExecutionHistory {
  store::InferenceHistory* history;
  std::shared_ptr<const host::HistoryPolicy> policy;
};

/// Nothing when none are to be kept, or none can be: the functions ask no models.
std::optional<ExecutionHistory> make_execution_history(
    store::InferenceHistory* history, std::shared_ptr<const host::HistoryPolicy> policy,
    const functions::ModuleSet& modules);

/// One execution under way. It is kept when it has ended, or when this is destroyed because the
/// client left, if a model was asked in it. Belongs to the call's loop.
class KeptExecution final : public functions::HostCallListener {
 public:
  /// Copies what it needs of the request.
  KeptExecution(const ExecutionHistory& to, const functions::FunctionTable& table,
                const functions::CallRequest& request);
  ~KeptExecution() override;
  KeptExecution(const KeptExecution&) = delete;
  KeptExecution& operator=(const KeptExecution&) = delete;

  /// The execution's id, before it begins.
  void name(std::string_view execution_id);
  void ended(const functions::HostRequest& request, const Result<types::Value>& answer) override;
  /// A value was pushed to the stream that is its result.
  void pushed(const functions::CallOutcome& value);
  void end(const functions::CallOutcome& outcome);

 private:
  struct Record;
  void hand_over();

  const ExecutionHistory& to_;
  std::unique_ptr<Record> record_;  // null once it was handed over
};

/// The errors that an outcome holds for the client, a line each.
std::string errors_of(const functions::CallOutcome& outcome);

}  // namespace modus::replay
