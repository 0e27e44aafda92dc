// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/typed_answer.h"

#include <algorithm>

#include "runtime/types/json_fit.h"
#include "runtime/types/json_schema.h"

namespace modus::host {
namespace {

constexpr std::string_view kName = "final_answer";
constexpr std::string_view kMember = "answer";

// Where the object that begins the text ends, if it does.
std::size_t end_of_object(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string) {
      if (text[i] == '\\') {
        ++i;
      } else if (text[i] == '"') {
        in_string = false;
      }
      continue;
    }
    if (text[i] == '"') in_string = true;
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i + 1;
  }
  return text.npos;
}

}  // namespace

std::string_view find_object_in(std::string_view text) {
  std::size_t start = text.find('{');
  while (start != text.npos) {
    const std::string_view rest = text.substr(start);
    const std::size_t end = end_of_object(rest);
    if (end == text.npos || json::is_valid(rest.substr(0, end))) return rest.substr(0, end);
    start = text.find('{', start + end);
  }
  return {};
}

Result<TypedAnswer> TypedAnswer::of(const types::Type& type) {
  TypedAnswer answer;
  answer.is_wrapped_ = type.kind != types::Kind::kRecord;
  answer.object_ = std::make_unique<types::Type>(
      answer.is_wrapped_
          ? types::Type{.kind = types::Kind::kRecord, .fields = {{std::string(kMember), &type, {}}}}
          : type);
  MODUS_TRY(schema, types::to_json_schema(*answer.object_));
  answer.schema_ = {.name = std::string(kName), .schema = std::move(schema)};
  return answer;
}

void TypedAnswer::ask_for(const models::Format& format, json::Object& request) const {
  if (format.ask_for(request, schema_) == models::Support::kNative) return;
  format.add_user_text(request,
                       "Answer with JSON alone, without any other text, that fits this "
                       "JSON Schema:\n" +
                           json::to_text(schema_.schema));
}

bool TypedAnswer::is_asked_for_by_tool(const models::Format& format,
                                       const json::Object& request) const {
  return std::ranges::count(format.tools_of(request), schema_.name) > 0;
}

Result<std::string> TypedAnswer::read(const models::Format& format,
                                      const json::Object& answer) const {
  MODUS_TRY(text, format.json_of(answer, schema_));
  const std::string_view object = find_object_in(text);
  if (object.empty()) return fail(ErrorCode::kInvalidArgument, "it is not a JSON object");
  auto value = json::parse(object);
  if (!value) {
    const std::string reason = format.finish_reason_of(answer);
    return fail(ErrorCode::kUnavailable, "it ends before the value does{}",
                reason.empty() ? "" : fmt::format(", because of \"{}\"", reason));
  }
  MODUS_CHECK(types::fit_json(*value, *object_));
  return json::to_text(is_wrapped_ ? value->get_object()[kMember] : *value);
}

void TypedAnswer::ask_again(const models::Format& format, json::Object& request,
                            const json::Object& answer, const Error& problem) const {
  const std::string text =
      fmt::format("That answer does not fit: {}. Give the whole answer again, with this mended.",
                  problem.message());
  std::vector<models::ToolResult> results;
  for (const models::ToolCall& call : format.tool_calls_of(answer)) {
    results.push_back(
        {.id = call.id, .name = call.name, .content = text, .status = models::ToolStatus::kFailed});
  }
  format.keep_answer(request, answer);
  if (results.empty()) {
    format.add_user_text(request, text);
  } else {
    format.add_tool_results(request, results);
  }
}

}  // namespace modus::host
