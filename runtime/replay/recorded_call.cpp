// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/recorded_call.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "runtime/base/base64.h"
#include "runtime/host/journal.h"
#include "runtime/json/escape.h"
#include "runtime/types/value_json.h"

namespace modus::replay {
namespace {

constexpr std::string_view kBytes = "$bytes";

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const bool is_ascii = static_cast<unsigned char>(text.front()) < 0x80;
    const std::size_t length =
        is_ascii ? std::max<std::size_t>(1, json::plain_length(text)) : json::sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

Result<types::Value> read_value(const types::Value& value, types::Arena& arena) {
  using Kind = types::Value::Kind;
  if (value.kind() == Kind::kList) {
    const auto items = types::make_span<types::Value>(arena, value.as_list().size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      MODUS_TRY(item, read_value(value.as_list()[i], arena));
      items[i] = item;
    }
    return types::Value::list(items);
  }
  if (value.kind() != Kind::kObject) return value;
  const auto from = value.as_object();
  if (from.size() == 1 && from[0].name == kBytes && from[0].value.kind() == Kind::kString) {
    MODUS_TRY(bytes, base64_decode(from[0].value.as_string()));
    return types::Value::string(
        types::copy_text(arena, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
  }
  const auto members = types::make_span<types::Member>(arena, from.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    MODUS_TRY(member, read_value(from[i].value, arena));
    members[i] = {from[i].name, member};
  }
  return types::Value::object(members);
}

Error error_named(std::string_view code, std::string message) {
  for (int i = 0; i <= static_cast<int>(ErrorCode::kInternal); ++i) {
    const auto candidate = static_cast<ErrorCode>(i);
    if (to_string(candidate) == code) return Error(candidate, std::move(message));
  }
  return Error(ErrorCode::kUnavailable, std::move(message));
}

// The part of a text around its first difference from another.
std::string excerpt(std::string_view text, std::size_t difference) {
  constexpr std::size_t kBefore = 60, kLength = 200;
  const std::size_t start = difference > kBefore ? difference - kBefore : 0;
  return fmt::format("{}{}{}", start > 0 ? "…" : "", text.substr(start, kLength),
                     start + kLength < text.size() ? "…" : "");
}

void write_bytes(json::Writer& writer, std::string bytes, const app::Redaction* secrets) {
  if (secrets != nullptr) bytes = secrets->apply(std::move(bytes));
  writer.begin_object();
  writer.key(kBytes);
  writer.string(base64_encode(std::as_bytes(std::span(bytes))));
  writer.end_object();
}

}  // namespace

void write_recorded(json::Writer& writer, const types::Value& value,
                    const app::Redaction* secrets) {
  using Kind = types::Value::Kind;
  switch (value.kind()) {
    case Kind::kString:
      if (is_utf8(value.as_string())) return writer.string(value.as_string());
      return write_bytes(writer, std::string(value.as_string()), secrets);
    case Kind::kList:
      writer.begin_array();
      for (const types::Value& item : value.as_list()) write_recorded(writer, item, secrets);
      return writer.end_array();
    case Kind::kObject:
      writer.begin_object();
      for (const types::Member& member : value.as_object()) {
        writer.key(member.name);
        write_recorded(writer, member.value, secrets);
      }
      return writer.end_object();
    default: return types::write_json(writer, value);
  }
}

std::string to_recorded(const types::Value& value) {
  json::Writer writer;
  write_recorded(writer, value);
  const std::string text = writer.take();
  const auto document = json::parse(text);  // Boost.JSON's spelling
  return document ? json::to_text(*document) : text;
}

Result<types::Value> from_recorded(std::string_view json, types::Arena& arena) {
  MODUS_TRY(document, json::parse(json));
  return read_value(types::from_json(document, arena), arena);
}

void write_members(json::Writer& writer, const RecordedCall& call) {
  writer.key("call");
  writer.string(call.call);
  if (call.inference > 0) {
    writer.key("inference");
    return writer.integer(call.inference);
  }
  writer.key("arguments");
  writer.raw(call.arguments);
  if (call.error) {
    writer.key("error");
    host::write_error(writer, *call.error);
  } else {
    writer.key("result");
    writer.raw(call.result);
  }
}

Result<RecordedCall> read_call(const json::Object& object) {
  const auto bad = [](std::string_view what) { return fail(ErrorCode::kCorrupt, "{}", what); };
  const auto call = json::find_string(object, "call");
  const json::Value* const inference = object.if_contains("inference");
  if (call && inference != nullptr && inference->is_int64()) {
    return RecordedCall{.call = std::string(*call),
                        .inference = static_cast<std::uint64_t>(inference->get_int64())};
  }
  const auto* const arguments = json::find_array(object, "arguments");
  if (!call || arguments == nullptr) return bad("\"call\" and \"arguments\" must be there");
  RecordedCall read{.call = std::string(*call), .arguments = json::to_text(*arguments)};
  if (const json::Object* const error = json::find_object(object, "error")) {
    read.error = error_named(json::find_string(*error, "code").value_or(""),
                             std::string(json::find_string(*error, "message").value_or("")));
  } else if (const auto* const result = object.if_contains("result")) {
    read.result = json::to_text(*result);
  } else {
    return bad("there is neither \"result\" nor \"error\"");
  }
  return read;
}

std::string to_json(const RecordedCalls& calls) {
  json::Writer writer;
  writer.begin_array();
  for (const RecordedCall& call : calls) {
    writer.begin_object();
    write_members(writer, call);
    writer.end_object();
  }
  writer.end_array();
  return writer.take();
}

Result<RecordedCalls> read_calls(std::string_view json) {
  MODUS_TRY(document, json::parse(json));
  const json::Array* const items = document.if_array();
  if (items == nullptr) return fail(ErrorCode::kCorrupt, "the host calls are no list");
  RecordedCalls calls;
  for (const json::Value& item : *items) {
    if (!item.is_object()) return fail(ErrorCode::kCorrupt, "a host call is no object");
    MODUS_TRY(call, read_call(item.get_object()));
    calls.push_back(std::move(call));
  }
  return calls;
}

std::string describe_miss(const RecordedCalls* recorded, std::string_view call,
                          std::string_view arguments) {
  const RecordedCall* nearest = nullptr;  // what is alike for longest
  std::size_t longest = 0;
  if (recorded != nullptr) {
    for (const RecordedCall& candidate : *recorded) {
      if (candidate.call != call || candidate.was_used) continue;
      const auto differs = std::ranges::mismatch(candidate.arguments, arguments).in1;
      const auto same = static_cast<std::size_t>(differs - candidate.arguments.begin());
      if (nearest != nullptr && same <= longest) continue;
      nearest = &candidate;
      longest = same;
    }
  }
  const std::string was = nearest == nullptr ? "no call of it, or none that was not made already"
                                             : excerpt(nearest->arguments, longest);
  return fmt::format("the host call {} was not recorded like this\n  recorded: {}\n  now:      {}",
                     call, was, excerpt(arguments, longest));
}

}  // namespace modus::replay
