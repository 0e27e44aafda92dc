// SPDX-License-Identifier: Apache-2.0
#include "runtime/testing/recording.h"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "runtime/app/read_file.h"
#include "runtime/base/base64.h"
#include "runtime/host/journal.h"
#include "runtime/json/writer.h"
#include "runtime/types/value_json.h"

namespace modus::testing {
namespace {

constexpr int kFormatVersion = 1;
constexpr std::uint64_t kMaxFile = 256u << 20;
constexpr std::string_view kBytes = "$bytes";

// The writer and Boost.JSON know what valid UTF-8 is: what changes on the way is none.
bool is_utf8(std::string_view text) {
  json::Writer writer;
  writer.string(text);
  const auto read = json::parse(writer.take());
  return read && std::string_view(read->as_string()) == text;
}

void write_value(json::Writer& writer, const types::Value& value) {
  using Kind = types::Value::Kind;
  switch (value.kind()) {
    case Kind::kString:
      if (is_utf8(value.as_string())) return writer.string(value.as_string());
      writer.begin_object();
      writer.key(kBytes);
      writer.string(base64_encode(std::as_bytes(std::span(value.as_string()))));
      return writer.end_object();
    case Kind::kList:
      writer.begin_array();
      for (const types::Value& item : value.as_list()) write_value(writer, item);
      return writer.end_array();
    case Kind::kObject:
      writer.begin_object();
      for (const types::Member& member : value.as_object()) {
        writer.key(member.name);
        write_value(writer, member.value);
      }
      return writer.end_object();
    default: return types::write_json(writer, value);
  }
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

struct Line {
  std::string test;
  RecordedCall call;
};

Result<Line> read_line(std::string_view text) {
  MODUS_TRY(document, json::parse(text));
  const auto bad = [](std::string_view what) { return fail(ErrorCode::kCorrupt, "{}", what); };
  const json::Object* const object = document.if_object();
  if (object == nullptr) return bad("this is no object");
  const auto* const version = object->if_contains("v");
  if (version == nullptr || *version != kFormatVersion)
    return bad("this version of Modus cannot read it; record the tests again");
  const auto test = json::find_string(*object, "test");
  const auto call = json::find_string(*object, "call");
  const auto* const arguments = json::find_array(*object, "arguments");
  if (!test || !call || arguments == nullptr)
    return bad("\"test\", \"call\" and \"arguments\" must be there");
  Line line{std::string(*test), {.call = std::string(*call)}};
  line.call.arguments = json::to_text(*arguments);
  if (const json::Object* const error = json::find_object(*object, "error")) {
    line.call.error = error_named(json::find_string(*error, "code").value_or(""),
                                  std::string(json::find_string(*error, "message").value_or("")));
  } else if (const auto* const result = object->if_contains("result")) {
    line.call.result = json::to_text(*result);
  } else {
    return bad("there is neither \"result\" nor \"error\"");
  }
  return line;
}

std::string write_line(std::string_view test, const RecordedCall& call) {
  json::Writer writer;
  writer.begin_object();
  writer.key("v");
  writer.integer(kFormatVersion);
  writer.key("test");
  writer.string(test);
  writer.key("call");
  writer.string(call.call);
  writer.key("arguments");
  writer.raw(call.arguments);
  if (call.error) {
    writer.key("error");
    host::write_error(writer, *call.error);
  } else {
    writer.key("result");
    writer.raw(call.result);
  }
  writer.end_object();
  return writer.take() + "\n";
}

// The part of a text around its first difference from another.
std::string excerpt(std::string_view text, std::size_t difference) {
  constexpr std::size_t kBefore = 60, kLength = 200;
  const std::size_t start = difference > kBefore ? difference - kBefore : 0;
  return fmt::format("{}{}{}", start > 0 ? "…" : "", text.substr(start, kLength),
                     start + kLength < text.size() ? "…" : "");
}

}  // namespace

Result<Recording> Recording::read(const std::filesystem::path& file) {
  Recording recording;
  if (!std::filesystem::exists(file)) return recording;
  MODUS_TRY(text, app::read_file(file, kMaxFile));
  std::size_t number = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    auto line = read_line(std::string_view(text).substr(start, end - start));
    if (!line) {
      return fail(ErrorCode::kCorrupt, "{}, line {}: {}", file.string(), number + 1,
                  line.error().describe());
    }
    recording.tests_[line->test].push_back(std::move(line->call));
    start = end + 1;
    ++number;
  }
  return recording;
}

Result<void> Recording::write(const std::filesystem::path& file) const {
  std::error_code error;
  if (std::ranges::all_of(tests_, [](const auto& test) { return test.second.empty(); })) {
    std::filesystem::remove(file, error);
    return {};
  }
  std::filesystem::create_directories(file.parent_path(), error);
  const std::filesystem::path temporary = file.string() + ".tmp";
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  for (const auto& [test, calls] : tests_) {
    for (const RecordedCall& call : calls) out << write_line(test, call);
  }
  out.close();
  if (out) std::filesystem::rename(temporary, file, error);
  if (!out || error)
    return fail(ErrorCode::kUnavailable, "cannot write the recording {}", file.string());
  return {};
}

RecordedCalls* Recording::find(const std::string& test) {
  const auto found = tests_.find(test);
  return found == tests_.end() ? nullptr : &found->second;
}

void Recording::set(const std::string& test, RecordedCalls calls) {
  tests_[test] = std::move(calls);
}

std::string to_recorded(const types::Value& value) {
  json::Writer writer;
  write_value(writer, value);
  // In Boost.JSON's spelling, so that what was read from a file can be compared with it.
  const std::string text = writer.take();
  const auto document = json::parse(text);
  return document ? json::to_text(*document) : text;
}

Result<types::Value> from_recorded(std::string_view json, types::Arena& arena) {
  MODUS_TRY(document, json::parse(json));
  return read_value(types::from_json(document, arena), arena);
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
  return fmt::format(
      "the host call {} was not recorded like this\n  recorded: {}\n  now:      {}\n  If the new "
      "call is right, record it: modus test --record",
      call, was, excerpt(arguments, longest));
}

}  // namespace modus::testing
