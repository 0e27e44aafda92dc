// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/inference.h"

#include <string_view>

#include "runtime/base/timestamp.h"
#include "runtime/json/json.h"

namespace modus::store {
namespace {

void write_text(json::Writer& writer, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  writer.key(key);
  writer.string(text);
}

// A record must never break the array it is shown in.
void write_document(json::Writer& writer, std::string_view key, std::string_view text) {
  writer.key(key);
  if (text.empty()) return writer.null();
  if (json::is_valid(text)) return writer.raw(text);
  writer.string(text);
}

void write_number(json::Writer& writer, std::string_view key, std::optional<std::int64_t> number) {
  if (!number) return;
  writer.key(key);
  writer.integer(*number);
}

void write_flag(json::Writer& writer, std::string_view key, std::int64_t flag) {
  if (flag == 0) return;
  writer.key(key);
  writer.boolean(true);
}

void write_plugin(json::Writer& writer, const PluginInfo& plugin) {
  writer.key("plugin");
  writer.begin_object();
  write_text(writer, "id", plugin.id);
  write_text(writer, "name", plugin.name);
  write_text(writer, "version", plugin.version);
  write_text(writer, "language", plugin.language);
  write_text(writer, "sdk_version", plugin.sdk_version);
  write_text(writer, "build_id", plugin.build_id);
  write_text(writer, "build_time", plugin.build_time);
  write_text(writer, "git_repo", plugin.git_repo);
  write_text(writer, "git_commit", plugin.git_commit);
  writer.end_object();
}

void write_additions(json::Writer& writer, const Inference& inference) {
  write_text(writer, "execution_id", inference.execution_id);
  write_text(writer, "root_execution_id", inference.root_execution_id);
  write_text(writer, "trace_id", inference.trace_id);
  write_text(writer, "call", inference.call);
  write_text(writer, "provider", inference.provider);
  write_text(writer, "provider_model", inference.provider_model);
  write_text(writer, "answered_by", inference.answered_by);
  write_text(writer, "answer", inference.answer);
  write_text(writer, "finish_reason", inference.finish_reason);
  write_number(writer, "duration_us", inference.duration.count());
  write_number(writer, "first_token_us", inference.first_token_us);
  write_number(writer, "attempts", inference.attempts);
  write_flag(writer, "cached", inference.cached);
  write_flag(writer, "streamed", inference.streamed);
  write_number(writer, "tokens_cached", inference.tokens_cached);
  write_number(writer, "cost_micros", inference.cost_micros);
}

}  // namespace

void write_json(json::Writer& writer, const Inference& inference) {
  writer.begin_object();
  write_number(writer, "gid", inference.gid);
  write_text(writer, "id", inference.id);
  write_text(writer, "model_hash", inference.model_hash);
  write_text(writer, "model_name", inference.model_name);
  write_document(writer, "input", inference.input);
  write_document(writer, "output", inference.output);
  write_text(writer, "error", inference.error);
  write_text(writer, "started_at", format_timestamp(inference.started_at));
  write_number(writer, "duration_ms", inference.duration.count() / 1000);
  write_text(writer, "function", inference.function);
  write_number(writer, "tokens_in", inference.tokens_in);
  write_number(writer, "tokens_out", inference.tokens_out);
  write_plugin(writer, inference.plugin);
  write_additions(writer, inference);
  writer.end_object();
}

}  // namespace modus::store
