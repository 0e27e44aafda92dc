// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/inference_history.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "runtime/base/ids.h"
#include "runtime/base/timestamp.h"
#include "runtime/json/json.h"
#include "runtime/json/writer.h"

namespace modus::store {
namespace {

constexpr std::string_view kTable = R"(
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

constexpr std::string_view kInsert =
    "INSERT INTO inferences (id, model_hash, model_name, input, output, error, started_at, "
    "duration_ms, function, tokens_in, tokens_out, plugin_id, plugin_name, plugin_version, "
    "plugin_language, plugin_sdk_version, plugin_build_id, plugin_build_time, plugin_git_repo, "
    "plugin_git_commit) VALUES (?1, ?2, ?3, ?4, nullif(?5, ''), nullif(?6, ''), ?7, ?8, ?9, ?10, "
    "?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";

constexpr std::string_view kMakeRoom =
    "DELETE FROM inferences WHERE gid <= (SELECT max(gid) FROM inferences) - ?1";

constexpr std::string_view kNewest =
    "SELECT gid, id, model_hash, model_name, input, output, error, started_at, duration_ms, "
    "function, tokens_in, tokens_out, plugin_id, plugin_name, plugin_version, plugin_language, "
    "plugin_sdk_version, plugin_build_id, plugin_build_time, plugin_git_repo, plugin_git_commit "
    "FROM inferences ORDER BY gid DESC LIMIT ?1";

// How many records are written before old ones are looked for again; reading never shows those.
constexpr int kRoomInterval = 100;

// A record must never break the array it is shown in.
std::string as_json(std::string text, bool is_json) {
  if (text.empty() || is_json) return text;
  std::string quoted;
  json::append_string(quoted, text);
  return quoted;
}

struct Tokens {
  std::optional<std::int64_t> in;
  std::optional<std::int64_t> out;
};

std::optional<std::int64_t> count_of(const json::Object& usage,
                                     std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const json::Value* count = usage.if_contains(name);
    if (count != nullptr && count->is_int64()) return count->get_int64();
  }
  return std::nullopt;
}

// OpenAI's names and those other services use for the same.
Tokens tokens_of(const Result<json::Value>& output) {
  if (!output || !output->is_object()) return {};
  const json::Object* usage = json::find_object(output->get_object(), "usage");
  if (usage == nullptr) return {};
  return {.in = count_of(*usage, {"prompt_tokens", "input_tokens"}),
          .out = count_of(*usage, {"completion_tokens", "output_tokens"})};
}

Result<void> insert(Connection& connection, Inference& record) {
  const auto output = json::parse(record.output);
  const Tokens tokens = tokens_of(output);
  const PluginInfo& plugin = record.plugin;
  MODUS_TRY(statement, connection.prepare_once(kInsert));
  int index = 0;
  const auto bind = [&](const auto& value) { statement->bind(++index, value); };
  bind(record.id.empty() ? make_uuid_v7() : record.id);
  bind(record.model_hash);
  bind(record.model_name);
  bind(record.input.empty() ? std::string("null")
                            : as_json(record.input, json::is_valid(record.input)));
  bind(as_json(record.output, output.has_value()));
  bind(record.error);
  bind(format_timestamp(record.started_at));
  bind(std::int64_t{record.duration.count()});
  bind(record.function);
  bind(tokens.in);
  bind(tokens.out);
  for (const std::string* text :
       {&plugin.id, &plugin.name, &plugin.version, &plugin.language, &plugin.sdk_version,
        &plugin.build_id, &plugin.build_time, &plugin.git_repo, &plugin.git_commit})
    bind(*text);
  MODUS_CHECK(statement->step());
  return {};
}

Result<void> make_room(Connection& connection, std::int64_t max_records) {
  MODUS_TRY(statement, connection.prepare_once(kMakeRoom));
  statement->bind(1, max_records);
  MODUS_CHECK(statement->step());
  return {};
}

void write_text(json::Writer& writer, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  writer.key(key);
  writer.string(text);
}

void write_json(json::Writer& writer, std::string_view key, std::string_view json) {
  writer.key(key);
  writer.raw(json.empty() ? "null" : json);
}

void write_number(json::Writer& writer, std::string_view key, std::optional<std::int64_t> number) {
  if (!number) return;
  writer.key(key);
  writer.integer(*number);
}

// Columns in the order of kNewest.
void write_record(json::Writer& writer, const Statement& row) {
  writer.begin_object();
  write_number(writer, "gid", row.number(0));
  write_text(writer, "id", row.text(1));
  write_text(writer, "model_hash", row.text(2));
  write_text(writer, "model_name", row.text(3));
  write_json(writer, "input", row.text(4));
  write_json(writer, "output", row.text(5));
  write_text(writer, "error", row.text(6));
  write_text(writer, "started_at", row.text(7));
  write_number(writer, "duration_ms", row.number(8));
  write_text(writer, "function", row.text(9));
  write_number(writer, "tokens_in", row.number(10));
  write_number(writer, "tokens_out", row.number(11));
  writer.key("plugin");
  writer.begin_object();
  constexpr std::array<std::string_view, 9> kPlugin = {"id",         "name",        "version",
                                                       "language",   "sdk_version", "build_id",
                                                       "build_time", "git_repo",    "git_commit"};
  for (std::size_t i = 0; i < kPlugin.size(); ++i)
    write_text(writer, kPlugin[i], row.text(static_cast<int>(12 + i)));
  writer.end_object();
  writer.end_object();
}

Result<std::string> read_newest(Connection& connection, std::int64_t count) {
  MODUS_TRY(rows, connection.prepare(kNewest));
  rows.bind(1, std::max<std::int64_t>(count, 0));
  json::Writer writer;
  writer.begin_array();
  while (true) {
    MODUS_TRY(more, rows.step());
    if (!more) break;
    write_record(writer, rows);
  }
  writer.end_array();
  return writer.take();
}

}  // namespace

InferenceHistory::InferenceHistory(InferenceHistoryOptions options, Log& log)
    : max_records_(options.max_records),
      database_({.file = std::move(options.file),
                 .migrations = {std::string(kTable)},
                 .max_queue = options.max_queue,
                 .max_queue_bytes = options.max_queue_bytes},
                log) {}

void InferenceHistory::append(Inference inference) {
  const std::size_t bytes = inference.input.size() + inference.output.size();
  database_.run(
      [this,
       record = std::move(inference)](Result<Connection*> connection) mutable -> Result<void> {
        if (!connection) return {};
        MODUS_CHECK(insert(**connection, record));
        if (until_room_-- > 0) return {};
        until_room_ = kRoomInterval;
        return make_room(**connection, max_records_);
      },
      bytes);
}

void InferenceHistory::newest(std::int64_t count, Newest done) {
  const auto shared = std::make_shared<Newest>(std::move(done));
  count = std::min(count, max_records_);
  const bool queued =
      database_.run([count, shared](Result<Connection*> connection) -> Result<void> {
        if (!connection) {
          (*shared)(std::unexpected(connection.error()));
          return {};
        }
        auto array = read_newest(**connection, count);
        const Result<void> outcome = array ? Result<void>() : std::unexpected(array.error());
        (*shared)(std::move(array));
        return outcome;
      });
  if (!queued) {
    (*shared)(
        fail(ErrorCode::kResourceExhausted, "the inference history is busy: its queue is full"));
  }
}

}  // namespace modus::store
