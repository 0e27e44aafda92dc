// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/history_former.h"

#include <algorithm>

#include "runtime/store/history_batches.h"

namespace modus::store {
namespace {

using std::chrono::microseconds;

constexpr std::size_t kMostBytes = 256u << 10;  // of a batch, unless one record has more

constexpr std::string_view kInferences =
    "SELECT gid, id, execution_id, sequence, started_us, duration_us, first_token_us, attempts, "
    "cached, streamed, tokens_in, tokens_out, tokens_cached, cost_micros, model_name, model_hash, "
    "provider, provider_model, answered_by, function, call, trace_id, finish_reason, plugin_id, "
    "plugin_name, plugin_version, plugin_language, plugin_sdk_version, plugin_build_id, "
    "plugin_build_time, plugin_git_repo, plugin_git_commit, error, answer, input, output "
    "FROM inferences ORDER BY gid";

// An execution has the number of its last inference.
constexpr std::string_view kExecutions =
    "SELECT id, started_us, duration_us, function, build_id, time_zone, claims, error, dropped, "
    "selection, arguments, result, calls FROM executions WHERE gid = ?1";

// Gives the columns of a row from left to right.
class Cursor {
 public:
  explicit Cursor(const Statement& row) : row_(row) {}
  void operator()(auto&... values) { (read(values), ...); }

 private:
  void read(std::string& text) { text = row_.text(index_++); }
  void read(std::optional<std::int64_t>& number) { number = row_.number(index_++); }
  void read(std::int64_t& number) { number = row_.number(index_++).value_or(0); }
  void read(Time& time) { time = Time(microseconds(row_.number(index_++).value_or(0))); }
  void read(microseconds& us) { us = microseconds(row_.number(index_++).value_or(0)); }

  const Statement& row_;
  int index_ = 0;
};

Inference read_inference(const Statement& row) {
  Inference inference;
  PluginInfo& plugin = inference.plugin;
  Cursor read(row);
  read(inference.gid, inference.id, inference.execution_id, inference.sequence,
       inference.started_at, inference.duration, inference.first_token_us, inference.attempts,
       inference.cached, inference.streamed, inference.tokens_in, inference.tokens_out,
       inference.tokens_cached, inference.cost_micros, inference.model_name, inference.model_hash,
       inference.provider, inference.provider_model, inference.answered_by, inference.function,
       inference.call, inference.trace_id, inference.finish_reason, plugin.id, plugin.name,
       plugin.version, plugin.language, plugin.sdk_version, plugin.build_id, plugin.build_time,
       plugin.git_repo, plugin.git_commit, inference.error, inference.answer, inference.input,
       inference.output);
  return inference;
}

Execution read_execution(const Statement& row) {
  Execution execution;
  Cursor read(row);
  read(execution.id, execution.started_at, execution.duration, execution.function,
       execution.build_id, execution.time_zone, execution.claims, execution.error,
       execution.dropped, execution.selection, execution.arguments, execution.result,
       execution.calls);
  return execution;
}

}  // namespace

Result<void> copy_former_rows(Connection& connection) {
  MODUS_TRY(rows, connection.prepare(kInferences));
  MODUS_TRY(executions, connection.prepare(kExecutions));
  Batch batch;
  std::int64_t next = 1;
  Time newest;
  const auto write = [&]() -> Result<void> {
    if (!batch.is_empty())
      MODUS_CHECK(insert(connection, batch, newest, next - batch.inferences()));
    batch = {};
    newest = {};
    return {};
  };
  while (true) {
    MODUS_TRY(more, rows.step());
    if (!more) break;
    const Inference inference = read_inference(rows);
    // Numbers within a batch have no gaps.
    if (inference.gid != next || batch.bytes().size() >= kMostBytes) MODUS_CHECK(write());
    next = inference.gid + 1;
    newest = std::max(newest, inference.started_at);
    batch.add(encode(inference));
    executions.bind(1, inference.gid);
    MODUS_TRY(has_execution, executions.step());
    if (!has_execution) continue;
    batch.add(encode(read_execution(executions)));
    MODUS_CHECK(executions.step());
  }
  return write();
}

}  // namespace modus::store
