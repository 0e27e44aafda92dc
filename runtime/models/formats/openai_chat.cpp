// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/openai_chat.h"

#include <algorithm>

#include "runtime/models/formats/members.h"
#include "runtime/models/formats/openai_chat_stream.h"

namespace modus::models {
namespace {

const json::Object* first_message(const json::Object& answer) {
  const json::Object* choice = first_object(answer, "choices");
  return choice == nullptr ? nullptr : json::find_object(*choice, "message");
}

bool demands_all(const json::Object& schema, const json::Object& properties) {
  const json::Array* required = json::find_array(schema, "required");
  return properties.empty() || (required != nullptr && required->size() == properties.size());
}

}  // namespace

bool is_strict(const json::Value& schema) {
  if (const json::Array* array = schema.if_array()) return std::ranges::all_of(*array, is_strict);
  const json::Object* object = schema.if_object();
  if (object == nullptr) return true;
  const json::Object* properties = json::find_object(*object, "properties");
  const bool is_record = properties != nullptr || text_member(*object, "type") == "object";
  if (is_record) {
    const json::Value* others = object->if_contains("additionalProperties");
    if (others == nullptr || *others != json::Value(false)) return false;
    if (properties != nullptr && !demands_all(*object, *properties)) return false;
  }
  return std::ranges::all_of(*object, [](const auto& member) { return is_strict(member.value()); });
}

Result<void> OpenAiChat::make_streaming(std::string&, json::Object& request) const {
  request["stream"] = true;
  object_member(request, "stream_options")["include_usage"] = true;
  return {};
}

std::unique_ptr<Assembler> OpenAiChat::make_assembler() const {
  return std::make_unique<ChatAssembler>();
}

Result<std::string> OpenAiChat::text_of(const json::Object& answer) const {
  const json::Object* message = first_message(answer);
  if (message == nullptr) return fail(ErrorCode::kUnavailable, "the answer holds no message");
  if (const auto refusal = json::find_string(*message, "refusal"))
    return fail(ErrorCode::kUnavailable, "the model refused to answer: {}", *refusal);
  if (const auto content = json::find_string(*message, "content")) return std::string(*content);
  return fail(ErrorCode::kUnavailable, "the answer holds no text");
}

std::optional<TokenUsage> OpenAiChat::usage_of(const json::Object& answer) const {
  const json::Object* usage = json::find_object(answer, "usage");
  if (usage == nullptr) return std::nullopt;
  const json::Object* details = json::find_object(*usage, "prompt_tokens_details");
  return TokenUsage{.input = count_member(*usage, "prompt_tokens"),
                    .output = count_member(*usage, "completion_tokens"),
                    .cached = details == nullptr ? 0 : count_member(*details, "cached_tokens")};
}

std::optional<std::uint64_t> OpenAiChat::most_output_of(const json::Object& request) const {
  const auto newer = bound_member(request, "max_completion_tokens");
  const auto most = newer ? newer : bound_member(request, "max_tokens");
  if (!most) return std::nullopt;
  return *most * bound_member(request, "n").value_or(1);
}

std::string OpenAiChat::finish_reason_of(const json::Object& answer) const {
  const json::Object* choice = first_object(answer, "choices");
  return choice == nullptr ? "" : std::string(text_member(*choice, "finish_reason"));
}

Support OpenAiChat::ask_for(json::Object& request, const AnswerSchema& schema) const {
  request["response_format"] = {
      {"type", "json_schema"},
      {"json_schema",
       {{"name", schema.name}, {"schema", schema.schema}, {"strict", is_strict(schema.schema)}}}};
  return Support::kNative;
}

std::vector<std::string> OpenAiChat::tools_of(const json::Object& request) const {
  std::vector<std::string> names;
  each_object(json::find_array(request, "tools"), [&](const json::Object& tool) {
    if (const json::Object* function = json::find_object(tool, "function"))
      names.emplace_back(text_member(*function, "name"));
  });
  return names;
}

Support OpenAiChat::offer_tools(json::Object& request, std::span<const Tool> tools) const {
  json::Array& offered = array_member(request, "tools");
  for (const Tool& tool : tools) {
    offered.emplace_back(json::Object{{"type", "function"},
                                      {"function",
                                       {{"name", tool.name},
                                        {"description", tool.description},
                                        {"parameters", tool.parameters}}}});
  }
  return Support::kNative;
}

std::vector<ToolCall> OpenAiChat::tool_calls_of(const json::Object& answer) const {
  std::vector<ToolCall> calls;
  const json::Object* message = first_message(answer);
  if (message == nullptr) return calls;
  each_object(json::find_array(*message, "tool_calls"), [&](const json::Object& call) {
    const json::Object* function = json::find_object(call, "function");
    if (function == nullptr) return;
    calls.push_back({.id = std::string(text_member(call, "id")),
                     .name = std::string(text_member(*function, "name")),
                     .arguments = std::string(text_member(*function, "arguments"))});
  });
  return calls;
}

void free_openai_tool_choice(json::Object& request) {
  json::Value* choice = request.if_contains("tool_choice");
  if (choice == nullptr) return;
  if (json::Object* object = choice->if_object()) {
    // The chat format has the members of a choice among some tools one level deeper.
    if (text_member(*object, "type") == "allowed_tools") {
      const bool deeper = json::find_object(*object, "allowed_tools") != nullptr;
      (deeper ? object_member(*object, "allowed_tools") : *object)["mode"] = "auto";
      return;
    }
  } else if (!choice->is_string() || choice->get_string() != "required") {
    return;
  }
  *choice = "auto";
}

void OpenAiChat::free_tool_choice(json::Object& request) const { free_openai_tool_choice(request); }

void OpenAiChat::keep_answer(json::Object& request, const json::Object& answer) const {
  if (const json::Object* message = first_message(answer))
    array_member(request, "messages").emplace_back(*message);
}

void OpenAiChat::add_tool_results(json::Object& request,
                                  std::span<const ToolResult> results) const {
  json::Array& messages = array_member(request, "messages");
  for (const ToolResult& result : results) {
    messages.emplace_back(
        json::Object{{"role", "tool"}, {"tool_call_id", result.id}, {"content", result.content}});
  }
}

void OpenAiChat::add_user_text(json::Object& request, std::string_view text) const {
  array_member(request, "messages").emplace_back(json::Object{{"role", "user"}, {"content", text}});
}

}  // namespace modus::models
