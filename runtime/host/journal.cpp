// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/journal.h"

#include <algorithm>

namespace modus::host {
namespace {

constexpr int kFormatVersion = 1;

void write_optional(json::Writer& writer, std::string_view key, const std::string& text) {
  if (text.empty()) return;
  writer.key(key);
  writer.string(text);
}

void write_module(json::Writer& writer, const guest::ModuleInfo& module) {
  writer.begin_object();
  writer.key("name");
  writer.string(module.plugin);
  write_optional(writer, "version", module.version);
  write_optional(writer, "buildId", module.build_id);
  writer.end_object();
}

std::int64_t microseconds(auto duration) {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

}  // namespace

void write_error(json::Writer& writer, const Error& error) {
  writer.begin_object();
  writer.key("code");
  writer.string(to_string(error.code()));
  writer.key("message");
  writer.string(error.describe());
  writer.end_object();
}

bool Journal::wants(std::string_view call) const {
  return std::ranges::any_of(readers_, [&](const auto& reader) { return reader->wants(call); });
}

void Journal::append(std::shared_ptr<const JournalRecord> record) const {
  for (const auto& reader : readers_) {
    if (reader->wants(record->call)) reader->read(record);
  }
}

std::string to_json(const JournalRecord& record) {
  json::Writer writer;
  writer.begin_object();
  writer.key("v");
  writer.integer(kFormatVersion);
  writer.key("execution");
  writer.string(record.execution_id);
  writer.key("seq");
  writer.integer(record.sequence);
  writer.key("module");
  write_module(writer, record.module);
  writer.key("function");
  writer.string(record.function);
  writer.key("call");
  writer.string(record.call);
  writer.key("arguments");
  writer.raw(record.arguments_json);
  if (record.error) {
    writer.key("error");
    write_error(writer, *record.error);
  } else {
    writer.key("result");
    writer.raw(record.result_json);
  }
  writer.key("startedAtUs");
  writer.integer(microseconds(record.started_at.time_since_epoch()));
  writer.key("durationUs");
  writer.integer(microseconds(record.duration));
  if (!record.attributes.empty()) {
    writer.key("attributes");
    writer.begin_object();
    for (const auto& [name, value] : record.attributes) {
      writer.key(name);
      writer.string(value);
    }
    writer.end_object();
  }
  writer.end_object();
  return writer.take();
}

}  // namespace modus::host
