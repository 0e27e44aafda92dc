// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/history_schema.h"

#include "runtime/store/history_former.h"

namespace modus::store {
namespace {

constexpr std::string_view kFirst = R"(
CREATE TABLE inferences (
  gid INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  model_hash TEXT NOT NULL,
  model_name TEXT NOT NULL,
  input TEXT NOT NULL,
  output TEXT,
  error TEXT,
  started_at TEXT NOT NULL,
  duration_ms INTEGER NOT NULL,
  function TEXT NOT NULL,
  tokens_in INTEGER,
  tokens_out INTEGER,
  plugin_id TEXT NOT NULL,
  plugin_name TEXT NOT NULL,
  plugin_version TEXT NOT NULL,
  plugin_language TEXT NOT NULL,
  plugin_sdk_version TEXT NOT NULL,
  plugin_build_id TEXT NOT NULL,
  plugin_build_time TEXT NOT NULL,
  plugin_git_repo TEXT NOT NULL,
  plugin_git_commit TEXT NOT NULL
))";

// The table is made anew: what lists and bounds look at stands before the long texts, so that
// SQLite need not follow those to their end. An execution has the number of its last inference and
// goes with it.
constexpr std::string_view kSecond = R"(
ALTER TABLE inferences RENAME TO old_inferences;
CREATE TABLE inferences (
  gid INTEGER PRIMARY KEY,
  bytes INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  execution_id TEXT NOT NULL DEFAULT '',
  sequence INTEGER NOT NULL DEFAULT 0,
  started_us INTEGER NOT NULL,
  duration_us INTEGER NOT NULL,
  first_token_us INTEGER,
  attempts INTEGER NOT NULL DEFAULT 1,
  cached INTEGER NOT NULL DEFAULT 0,
  streamed INTEGER NOT NULL DEFAULT 0,
  tokens_in INTEGER,
  tokens_out INTEGER,
  tokens_cached INTEGER,
  cost_micros INTEGER,
  model_name TEXT NOT NULL,
  model_hash TEXT NOT NULL,
  provider TEXT NOT NULL DEFAULT '',
  provider_model TEXT NOT NULL DEFAULT '',
  answered_by TEXT NOT NULL DEFAULT '',
  function TEXT NOT NULL,
  call TEXT NOT NULL DEFAULT '',
  trace_id TEXT NOT NULL DEFAULT '',
  finish_reason TEXT NOT NULL DEFAULT '',
  plugin_id TEXT NOT NULL,
  plugin_name TEXT NOT NULL,
  plugin_version TEXT NOT NULL,
  plugin_language TEXT NOT NULL,
  plugin_sdk_version TEXT NOT NULL,
  plugin_build_id TEXT NOT NULL,
  plugin_build_time TEXT NOT NULL,
  plugin_git_repo TEXT NOT NULL,
  plugin_git_commit TEXT NOT NULL,
  error TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT '',
  input TEXT NOT NULL,
  output TEXT NOT NULL DEFAULT ''
);
INSERT INTO inferences (gid, bytes, id, started_us, duration_us, tokens_in, tokens_out, model_name,
  model_hash, function, call, plugin_id, plugin_name, plugin_version, plugin_language,
  plugin_sdk_version, plugin_build_id, plugin_build_time, plugin_git_repo, plugin_git_commit, error,
  input, output)
SELECT gid, length(CAST(input AS BLOB)) + length(CAST(ifnull(output, '') AS BLOB)), id,
  CAST(round((ifnull(julianday(started_at), 2440587.5) - 2440587.5) * 86400000) AS INTEGER) * 1000,
  duration_ms * 1000, tokens_in, tokens_out, model_name, model_hash, function,
  'modus_models.invokeModel', plugin_id, plugin_name, plugin_version, plugin_language,
  plugin_sdk_version, plugin_build_id, plugin_build_time, plugin_git_repo, plugin_git_commit,
  ifnull(error, ''), input, ifnull(output, '')
FROM old_inferences ORDER BY gid;
DROP TABLE old_inferences;
CREATE INDEX inferences_by_execution ON inferences (execution_id);
CREATE TABLE executions (
  gid INTEGER PRIMARY KEY,
  bytes INTEGER NOT NULL,
  id TEXT NOT NULL,
  started_us INTEGER NOT NULL,
  duration_us INTEGER NOT NULL,
  function TEXT NOT NULL,
  build_id TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  claims TEXT NOT NULL,
  error TEXT NOT NULL,
  dropped TEXT NOT NULL,
  selection TEXT NOT NULL,
  arguments TEXT NOT NULL,
  result TEXT NOT NULL,
  calls TEXT NOT NULL
))";

// A batch has what tells whether it must be read before its records, which SQLite need not follow
// to their end then. The inferences in it are numbered from first_gid; uuid is the id of the first.
constexpr std::string_view kThird = R"(
CREATE TABLE batches (
  id INTEGER PRIMARY KEY,
  first_gid INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  executions INTEGER NOT NULL,
  written_us INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  uuid TEXT NOT NULL,
  records BLOB NOT NULL
))";

Result<void> leave_former_tables(Connection& connection) {
  MODUS_CHECK(copy_former_rows(connection));
  return connection.execute("DROP TABLE inferences; DROP TABLE executions");
}

}  // namespace

std::vector<Migration> history_migrations() {
  return {kFirst, kSecond, {kThird, leave_former_tables}};
}

}  // namespace modus::store
