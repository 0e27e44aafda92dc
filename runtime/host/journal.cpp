// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/journal.h"

#include <algorithm>
#include <charconv>

#include "runtime/types/value_json.h"

namespace modus::host {
namespace {

constexpr int kFormatVersion = 1;

void write_optional(json::Writer& writer, std::string_view key, std::string_view text) {
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

void Journal::append(const JournalRecord& record) const {
  for (const auto& reader : readers_) {
    if (reader->wants(record.call)) reader->read(record);
  }
}

std::optional<std::string_view> JournalRecord::find(std::string_view attribute) const {
  for (const auto& [name, value] : attributes) {
    if (name == attribute) return value;
  }
  return std::nullopt;
}

std::optional<std::int64_t> JournalRecord::find_number(std::string_view attribute) const {
  const std::string_view text = find(attribute).value_or("");
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string to_json(const JournalRecord& record) {
  json::Writer writer;
  writer.begin_object();
  writer.key("v");
  writer.integer(kFormatVersion);
  writer.key("execution");
  writer.string(record.execution_id);
  write_optional(writer, "root", record.root);
  writer.key("seq");
  writer.integer(record.sequence);
  writer.key("module");
  write_module(writer, record.module);
  writer.key("function");
  writer.string(record.function);
  writer.key("call");
  writer.string(record.call);
  writer.key("arguments");
  types::write_json(writer, types::Value::list(record.arguments));
  if (record.error) {
    writer.key("error");
    write_error(writer, *record.error);
  } else {
    writer.key("result");
    types::write_json(writer, record.result);
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
