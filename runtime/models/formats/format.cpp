// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/format.h"

#include <utility>

#include "runtime/models/formats/members.h"

namespace modus::models {

// The forms in use: {"error": {"message": …}}, the same in an array, {"error": "…"},
// {"message": "…"}, {"Message": "…"} and {"detail": "…"}.
std::string usual_error_words(const json::Value& body) {
  const json::Value* value = &body;
  if (value->is_array() && !value->get_array().empty()) value = &value->get_array().front();
  const json::Object* object = value->if_object();
  if (object == nullptr) return {};
  if (const json::Object* error = json::find_object(*object, "error"))
    return std::string(text_member(*error, "message"));
  for (const std::string_view key : {"error", "message", "Message", "detail"}) {
    if (const auto words = json::find_string(*object, key)) return std::string(*words);
  }
  return {};
}

Format::Facts Format::facts_of(std::string_view answer) const {
  const auto parsed = json::parse(answer);
  if (!parsed || !parsed->is_object()) return {};
  const json::Object& object = parsed->get_object();
  return {.usage = usage_of(object), .finish_reason = finish_reason_of(object)};
}

Support Format::ask_for(json::Object&, const AnswerSchema&) const { return Support::kNone; }

Result<std::string> Format::json_of(const json::Object& answer, const AnswerSchema&) const {
  return text_of(answer);
}

Support Format::offer_tools(json::Object&, std::span<const Tool>) const { return Support::kNone; }

std::vector<ToolCall> Format::tool_calls_of(const json::Object&) const { return {}; }

void Format::add_tool_results(json::Object&, std::span<const ToolResult>) const {}

Result<std::string> to_streaming(const Format& format, std::string& url, std::string request) {
  MODUS_TRY(written, format.to_provider(std::move(request)));
  auto body = json::parse(written);
  if (!body) return std::unexpected(body.error().within("the input for the model is not JSON"));
  if (!body->is_object())
    return fail(ErrorCode::kInvalidArgument, "the input for the model is not a JSON object");
  MODUS_CHECK(format.make_streaming(url, body->get_object()));
  return json::to_text(*body);
}

}  // namespace modus::models
