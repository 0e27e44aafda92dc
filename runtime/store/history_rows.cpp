// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/history_rows.h"

#include "runtime/base/ids.h"
#include "runtime/json/json.h"
#include "runtime/store/history_schema.h"

namespace modus::store {
namespace {

using std::chrono::microseconds;
using Time = std::chrono::system_clock::time_point;

constexpr std::size_t kRowBytes = 512;  // about what a row takes besides its long texts

// ?1, ?2, …: the last is the row's size.
std::string insertion(std::string_view table, std::string_view columns, int count) {
  std::string marks;
  for (int i = 1; i <= count; ++i) marks += fmt::format("?{}, ", i);
  return fmt::format("INSERT INTO {} ({}, bytes) VALUES ({}?{})", table, columns, marks, count + 1);
}

std::int64_t since_epoch(Time time) {
  return std::chrono::duration_cast<microseconds>(time.time_since_epoch()).count();
}

Time time_of(std::optional<std::int64_t> us) { return Time(microseconds(us.value_or(0))); }

// A record must never break the array it is shown in.
void make_json(std::string& text) {
  if (text.empty() || json::is_valid(text)) return;
  std::string quoted;
  json::append_string(quoted, text);
  text = std::move(quoted);
}

// Binds what it is given from left to right; texts must stay where they are.
class Binder {
 public:
  explicit Binder(Statement& statement) : statement_(statement) {}
  void operator()(const auto&... values) { (bind(values), ...); }

 private:
  void bind(const std::string& text) { statement_.bind_in_place(++index_, text); }
  void bind(std::optional<std::int64_t> number) { statement_.bind(++index_, number); }
  void bind(std::int64_t number) { statement_.bind(++index_, number); }

  Statement& statement_;
  int index_ = 0;
};

// Gives the columns of a row from left to right.
class Cursor {
 public:
  explicit Cursor(const Statement& row) : row_(row) {}
  void operator()(auto&... values) { (read(values), ...); }

 private:
  void read(std::string& text) { text = row_.text(index_++); }
  void read(std::optional<std::int64_t>& number) { number = row_.number(index_++); }
  void read(std::int64_t& number) { number = row_.number(index_++).value_or(0); }
  void read(Time& time) { time = time_of(row_.number(index_++)); }
  void read(microseconds& us) { us = microseconds(row_.number(index_++).value_or(0)); }

  const Statement& row_;
  int index_ = 0;
};

}  // namespace

Result<std::size_t> insert(Connection& connection, Inference& inference) {
  static const std::string kInsert =
      insertion("inferences", kInferenceColumns, kInferenceColumnCount);
  if (inference.id.empty()) inference.id = make_uuid_v7();
  if (inference.input.empty()) inference.input = "null";
  make_json(inference.input);
  make_json(inference.output);
  const std::size_t bytes = inference.input.size() + inference.output.size() +
                            inference.answer.size() + inference.error.size() + kRowBytes;
  MODUS_TRY(statement, connection.prepare_once(kInsert));
  const PluginInfo& plugin = inference.plugin;
  Binder bind(*statement);
  const auto given_when_stored = std::optional<std::int64_t>();
  bind(given_when_stored, inference.id, inference.execution_id, inference.sequence,
       since_epoch(inference.started_at), std::int64_t{inference.duration.count()},
       inference.first_token_us, inference.attempts, inference.cached, inference.streamed,
       inference.tokens_in, inference.tokens_out, inference.tokens_cached, inference.cost_micros,
       inference.model_name, inference.model_hash, inference.provider, inference.provider_model,
       inference.answered_by, inference.function, inference.call, inference.trace_id,
       inference.finish_reason, plugin.id, plugin.name, plugin.version, plugin.language,
       plugin.sdk_version, plugin.build_id, plugin.build_time, plugin.git_repo, plugin.git_commit,
       inference.error, inference.answer, inference.input, inference.output,
       static_cast<std::int64_t>(bytes));
  MODUS_CHECK(statement->step());
  return bytes;
}

Result<std::size_t> insert(Connection& connection, const Execution& execution) {
  static const std::string kInsert =
      insertion("executions", kExecutionColumns, kExecutionColumnCount);
  MODUS_TRY(last,
            connection.prepare_once("SELECT max(gid) FROM inferences WHERE execution_id = ?1"));
  last->bind(1, std::string_view(execution.id));
  MODUS_CHECK(last->step());
  const auto gid = last->number(0);
  MODUS_CHECK(last->step());
  if (!gid) return 0;
  const std::size_t bytes = execution.bytes() + kRowBytes;
  MODUS_TRY(statement, connection.prepare_once(kInsert));
  Binder bind(*statement);
  bind(*gid, execution.id, since_epoch(execution.started_at),
       std::int64_t{execution.duration.count()}, execution.function, execution.build_id,
       execution.time_zone, execution.claims, execution.error, execution.dropped,
       execution.selection, execution.arguments, execution.result, execution.calls,
       static_cast<std::int64_t>(bytes));
  MODUS_CHECK(statement->step());
  return bytes;
}

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
  std::int64_t gid = 0;
  Cursor read(row);
  read(gid, execution.id, execution.started_at, execution.duration, execution.function,
       execution.build_id, execution.time_zone, execution.claims, execution.error,
       execution.dropped, execution.selection, execution.arguments, execution.result,
       execution.calls);
  return execution;
}

}  // namespace modus::store
