// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/bedrock_converse.h"

#include "runtime/models/formats/bedrock.h"
#include "runtime/models/formats/bedrock_converse_stream.h"
#include "runtime/models/formats/members.h"

namespace modus::models {
namespace {

const json::Object* message_of(const json::Object& answer) {
  const json::Object* output = json::find_object(answer, "output");
  return output == nullptr ? nullptr : json::find_object(*output, "message");
}

const json::Array* content_of(const json::Object& answer) {
  const json::Object* message = message_of(answer);
  return message == nullptr ? nullptr : json::find_array(*message, "content");
}

}  // namespace

Result<void> BedrockConverse::make_streaming(std::string& url, json::Object&) const {
  if (stream_from_bedrock(url)) return {};
  return fail(ErrorCode::kInvalidArgument,
              "a Bedrock model's address must end with \"/model/NAME/converse\" to be streamed");
}

std::unique_ptr<Assembler> BedrockConverse::make_assembler() const {
  return std::make_unique<ConverseAssembler>();
}

Result<std::string> BedrockConverse::text_of(const json::Object& answer) const {
  std::string text;
  each_object(content_of(answer),
              [&](const json::Object& block) { text += text_member(block, "text"); });
  if (!text.empty()) return text;
  return fail(ErrorCode::kUnavailable, "the answer holds no text");
}

std::optional<TokenUsage> BedrockConverse::usage_of(const json::Object& answer) const {
  const json::Object* usage = json::find_object(answer, "usage");
  if (usage == nullptr) return std::nullopt;
  const std::uint64_t cached = count_member(*usage, "cacheReadInputTokens");
  return TokenUsage{.input = count_member(*usage, "inputTokens") + cached +
                             count_member(*usage, "cacheWriteInputTokens"),
                    .output = count_member(*usage, "outputTokens"),
                    .cached = cached};
}

std::optional<std::uint64_t> BedrockConverse::most_output_of(const json::Object& request) const {
  const json::Object* config = json::find_object(request, "inferenceConfig");
  return config == nullptr ? std::nullopt : bound_member(*config, "maxTokens");
}

std::string BedrockConverse::finish_reason_of(const json::Object& answer) const {
  return std::string(text_member(answer, "stopReason"));
}

Support BedrockConverse::ask_for(json::Object& request, const AnswerSchema& schema) const {
  json::Object& config = object_member(request, "toolConfig");
  const bool alone = array_member(config, "tools").empty();
  const Tool answer{.name = schema.name,
                    .description = "Gives the answer. Call it once, when the answer is known.",
                    .parameters = schema.schema};
  offer_tools(request, {&answer, 1});
  json::Value& choice = object_member(request, "toolConfig")["toolChoice"];
  // With other tools beside it the model must call one, and may ask those first.
  choice = alone ? json::Object{{"tool", {{"name", schema.name}}}}
                 : json::Object{{"any", json::Object()}};
  return Support::kNative;
}

Result<std::string> BedrockConverse::json_of(const json::Object& answer,
                                             const AnswerSchema& schema) const {
  for (ToolCall& call : tool_calls_of(answer)) {
    if (call.name == schema.name) return std::move(call.arguments);
  }
  return text_of(answer);
}

std::vector<std::string> BedrockConverse::tools_of(const json::Object& request) const {
  std::vector<std::string> names;
  const json::Object* config = json::find_object(request, "toolConfig");
  if (config == nullptr) return names;
  each_object(json::find_array(*config, "tools"), [&](const json::Object& tool) {
    if (const json::Object* spec = json::find_object(tool, "toolSpec"))
      names.emplace_back(text_member(*spec, "name"));
  });
  return names;
}

Support BedrockConverse::offer_tools(json::Object& request, std::span<const Tool> tools) const {
  json::Array& offered = array_member(object_member(request, "toolConfig"), "tools");
  for (const Tool& tool : tools) {
    json::Object spec{{"name", tool.name}, {"inputSchema", {{"json", tool.parameters}}}};
    if (!tool.description.empty()) spec["description"] = tool.description;  // must not be empty
    offered.emplace_back(json::Object{{"toolSpec", std::move(spec)}});
  }
  return Support::kNative;
}

std::vector<ToolCall> BedrockConverse::tool_calls_of(const json::Object& answer) const {
  std::vector<ToolCall> calls;
  each_object(content_of(answer), [&](const json::Object& block) {
    const json::Object* use = json::find_object(block, "toolUse");
    if (use == nullptr) return;
    const json::Value* input = use->if_contains("input");
    calls.push_back({.id = std::string(text_member(*use, "toolUseId")),
                     .name = std::string(text_member(*use, "name")),
                     .arguments = input == nullptr ? "{}" : json::to_text(*input)});
  });
  return calls;
}

void BedrockConverse::free_tool_choice(json::Object& request) const {
  const json::Object* config = json::find_object(request, "toolConfig");
  if (config == nullptr || !config->contains("toolChoice")) return;
  object_member(request, "toolConfig")["toolChoice"] = json::Object{{"auto", json::Object()}};
}

void BedrockConverse::keep_answer(json::Object& request, const json::Object& answer) const {
  if (const json::Object* message = message_of(answer))
    array_member(request, "messages").emplace_back(*message);
}

void BedrockConverse::add_tool_results(json::Object& request,
                                       std::span<const ToolResult> results) const {
  json::Array blocks;
  for (const ToolResult& result : results) {
    json::Object block{{"toolUseId", result.id},
                       {"content", json::Array{{{"text", result.content}}}}};
    if (result.status == ToolStatus::kFailed) block["status"] = "error";
    blocks.emplace_back(json::Object{{"toolResult", std::move(block)}});
  }
  array_member(request, "messages")
      .emplace_back(json::Object{{"role", "user"}, {"content", std::move(blocks)}});
}

void BedrockConverse::add_user_text(json::Object& request, std::string_view text) const {
  array_member(request, "messages")
      .emplace_back(json::Object{{"role", "user"}, {"content", json::Array{{{"text", text}}}}});
}

}  // namespace modus::models
