// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/anthropic_messages.h"

#include "runtime/models/formats/anthropic_stream.h"
#include "runtime/models/formats/bedrock.h"
#include "runtime/models/formats/members.h"

namespace modus::models {

Result<void> AnthropicMessages::make_streaming(std::string& url, json::Object& request) const {
  // Bedrock tells by the address, and refuses the member.
  if (!stream_from_bedrock(url)) request["stream"] = true;
  return {};
}

std::unique_ptr<Assembler> AnthropicMessages::make_assembler() const {
  return std::make_unique<AnthropicAssembler>();
}

Result<std::string> AnthropicMessages::text_of(const json::Object& answer) const {
  std::string text;
  each_object(json::find_array(answer, "content"), [&](const json::Object& block) {
    if (text_member(block, "type") == "text") text += text_member(block, "text");
  });
  if (text_member(answer, "stop_reason") == "refusal")
    return fail(ErrorCode::kUnavailable, "the model refused to answer: {}", text);
  if (text.empty()) return fail(ErrorCode::kUnavailable, "the answer holds no text");
  return text;
}

std::optional<TokenUsage> AnthropicMessages::usage_of(const json::Object& answer) const {
  const json::Object* usage = json::find_object(answer, "usage");
  if (usage == nullptr) return std::nullopt;
  const std::uint64_t cached = count_member(*usage, "cache_read_input_tokens");
  return TokenUsage{.input = count_member(*usage, "input_tokens") + cached +
                             count_member(*usage, "cache_creation_input_tokens"),
                    .output = count_member(*usage, "output_tokens"),
                    .cached = cached};
}

std::optional<std::uint64_t> AnthropicMessages::most_output_of(const json::Object& request) const {
  return bound_member(request, "max_tokens");
}

std::string AnthropicMessages::finish_reason_of(const json::Object& answer) const {
  return std::string(text_member(answer, "stop_reason"));
}

Support AnthropicMessages::ask_for(json::Object& request, const AnswerSchema& schema) const {
  const bool alone = array_member(request, "tools").empty();
  const Tool answer{.name = schema.name,
                    .description = "Gives the answer. Call it once, when the answer is known.",
                    .parameters = schema.schema};
  offer_tools(request, {&answer, 1});
  const json::Object* thinking = json::find_object(request, "thinking");
  if (thinking != nullptr && text_member(*thinking, "type") != "disabled") {
    request["tool_choice"] = {{"type", "auto"}};  // a model that thinks cannot be forced
  } else if (alone) {
    request["tool_choice"] = {{"type", "tool"}, {"name", schema.name}};
  } else {
    request["tool_choice"] = {{"type", "any"}};  // it may ask the other tools first
  }
  return Support::kNative;
}

Result<std::string> AnthropicMessages::json_of(const json::Object& answer,
                                               const AnswerSchema& schema) const {
  for (ToolCall& call : tool_calls_of(answer)) {
    if (call.name == schema.name) return std::move(call.arguments);
  }
  return text_of(answer);
}

std::vector<std::string> AnthropicMessages::tools_of(const json::Object& request) const {
  std::vector<std::string> names;
  each_object(json::find_array(request, "tools"),
              [&](const json::Object& tool) { names.emplace_back(text_member(tool, "name")); });
  return names;
}

Support AnthropicMessages::offer_tools(json::Object& request, std::span<const Tool> tools) const {
  json::Array& offered = array_member(request, "tools");
  for (const Tool& tool : tools) {
    offered.emplace_back(json::Object{
        {"name", tool.name}, {"description", tool.description}, {"input_schema", tool.parameters}});
  }
  return Support::kNative;
}

std::vector<ToolCall> AnthropicMessages::tool_calls_of(const json::Object& answer) const {
  std::vector<ToolCall> calls;
  each_object(json::find_array(answer, "content"), [&](const json::Object& block) {
    if (text_member(block, "type") != "tool_use") return;
    const json::Value* input = block.if_contains("input");
    calls.push_back({.id = std::string(text_member(block, "id")),
                     .name = std::string(text_member(block, "name")),
                     .arguments = input == nullptr ? "{}" : json::to_text(*input)});
  });
  return calls;
}

void AnthropicMessages::free_tool_choice(json::Object& request) const {
  if (json::find_object(request, "tool_choice") == nullptr) return;
  json::Object& choice = object_member(request, "tool_choice");
  const std::string_view type = text_member(choice, "type");
  if (type != "any" && type != "tool") return;
  choice["type"] = "auto";
  choice.erase("name");
}

void AnthropicMessages::keep_answer(json::Object& request, const json::Object& answer) const {
  const json::Array* content = json::find_array(answer, "content");
  if (content == nullptr || content->empty()) return;
  array_member(request, "messages")
      .emplace_back(json::Object{{"role", "assistant"}, {"content", *content}});
}

void AnthropicMessages::add_tool_results(json::Object& request,
                                         std::span<const ToolResult> results) const {
  json::Array blocks;
  for (const ToolResult& result : results) {
    json::Object block{
        {"type", "tool_result"}, {"tool_use_id", result.id}, {"content", result.content}};
    if (result.status == ToolStatus::kFailed) block["is_error"] = true;
    blocks.emplace_back(std::move(block));
  }
  array_member(request, "messages")
      .emplace_back(json::Object{{"role", "user"}, {"content", std::move(blocks)}});
}

void AnthropicMessages::add_user_text(json::Object& request, std::string_view text) const {
  array_member(request, "messages").emplace_back(json::Object{{"role", "user"}, {"content", text}});
}

Result<std::string> BedrockAnthropicMessages::to_provider(std::string request) const {
  auto body = json::parse(request);
  if (!body || !body->is_object()) return request;  // which the provider will refuse
  json::Object& members = body->get_object();
  members.erase("model");
  members.erase("stream");
  if (!members.contains("anthropic_version")) members["anthropic_version"] = "bedrock-2023-05-31";
  return json::to_text(*body);
}

}  // namespace modus::models
