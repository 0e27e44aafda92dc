// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/gemini.h"

#include "runtime/models/formats/bedrock.h"
#include "runtime/models/formats/gemini_stream.h"
#include "runtime/models/formats/members.h"

namespace modus::models {
namespace {

const json::Array* first_parts(const json::Object& answer) {
  const json::Object* candidate = first_object(answer, "candidates");
  if (candidate == nullptr) return nullptr;
  const json::Object* content = json::find_object(*candidate, "content");
  return content == nullptr ? nullptr : json::find_array(*content, "parts");
}

// Why it ends, or there is no answer, in the provider's word.
std::string_view end_reason(const json::Object& answer) {
  const json::Object* feedback = json::find_object(answer, "promptFeedback");
  if (feedback != nullptr && feedback->contains("blockReason"))
    return text_member(*feedback, "blockReason");
  const json::Object* candidate = first_object(answer, "candidates");
  return candidate == nullptr ? std::string_view() : text_member(*candidate, "finishReason");
}

}  // namespace

Result<void> GeminiGenerate::make_streaming(std::string& url, json::Object&) const {
  constexpr std::string_view kWhole = ":generateContent";
  constexpr std::string_view kStream = ":streamGenerateContent";
  const std::string_view path = without_query(url);
  if (path.ends_with(kWhole)) {
    url.replace(path.size() - kWhole.size(), kWhole.size(), kStream);
  } else if (!path.ends_with(kStream)) {
    return fail(ErrorCode::kInvalidArgument,
                "a Gemini model's address must end with \"{}\" to be streamed", kWhole);
  }
  if (!url.contains("alt=sse")) url += url.contains('?') ? "&alt=sse" : "?alt=sse";
  return {};
}

std::unique_ptr<Assembler> GeminiGenerate::make_assembler() const {
  return std::make_unique<GeminiAssembler>();
}

Result<std::string> GeminiGenerate::text_of(const json::Object& answer) const {
  std::string text;
  each_object(first_parts(answer), [&](const json::Object& part) {
    const json::Value* thought = part.if_contains("thought");
    if (thought == nullptr || *thought == json::Value(false)) text += text_member(part, "text");
  });
  if (!text.empty()) return text;
  const std::string_view reason = end_reason(answer);
  if (reason.empty()) return fail(ErrorCode::kUnavailable, "the answer holds no text");
  return fail(ErrorCode::kUnavailable, "the answer holds no text ({})", reason);
}

std::optional<TokenUsage> GeminiGenerate::usage_of(const json::Object& answer) const {
  const json::Object* usage = json::find_object(answer, "usageMetadata");
  if (usage == nullptr) return std::nullopt;
  return TokenUsage{.input = count_member(*usage, "promptTokenCount") +
                             count_member(*usage, "toolUsePromptTokenCount"),
                    .output = count_member(*usage, "candidatesTokenCount") +
                              count_member(*usage, "thoughtsTokenCount"),
                    .cached = count_member(*usage, "cachedContentTokenCount")};
}

std::optional<std::uint64_t> GeminiGenerate::most_output_of(const json::Object& request) const {
  const json::Object* config = json::find_object(request, "generationConfig");
  if (config == nullptr) return std::nullopt;
  const auto most = bound_member(*config, "maxOutputTokens");
  if (!most) return std::nullopt;
  return *most * bound_member(*config, "candidateCount").value_or(1);
}

std::string GeminiGenerate::finish_reason_of(const json::Object& answer) const {
  return std::string(end_reason(answer));
}

// Gemini takes a schema of the answer only without tools.
Support GeminiGenerate::ask_for(json::Object& request, const AnswerSchema& schema) const {
  if (const json::Array* tools = json::find_array(request, "tools"); tools && !tools->empty())
    return Support::kNone;
  json::Object& config = object_member(request, "generationConfig");
  config["responseMimeType"] = "application/json";
  config["responseJsonSchema"] = schema.schema;
  config.erase("responseSchema");  // the two exclude each other
  return Support::kNative;
}

std::vector<std::string> GeminiGenerate::tools_of(const json::Object& request) const {
  std::vector<std::string> names;
  each_object(json::find_array(request, "tools"), [&](const json::Object& tool) {
    each_object(json::find_array(tool, "functionDeclarations"),
                [&](const json::Object& one) { names.emplace_back(text_member(one, "name")); });
  });
  return names;
}

Support GeminiGenerate::offer_tools(json::Object& request, std::span<const Tool> tools) const {
  json::Array declarations;
  for (const Tool& tool : tools) {
    declarations.emplace_back(json::Object{{"name", tool.name},
                                           {"description", tool.description},
                                           {"parametersJsonSchema", tool.parameters}});
  }
  array_member(request, "tools")
      .emplace_back(json::Object{{"functionDeclarations", std::move(declarations)}});
  return Support::kNative;
}

std::vector<ToolCall> GeminiGenerate::tool_calls_of(const json::Object& answer) const {
  std::vector<ToolCall> calls;
  each_object(first_parts(answer), [&](const json::Object& part) {
    const json::Object* call = json::find_object(part, "functionCall");
    if (call == nullptr) return;
    const json::Value* arguments = call->if_contains("args");
    calls.push_back({.id = std::string(text_member(*call, "id")),
                     .name = std::string(text_member(*call, "name")),
                     .arguments = arguments == nullptr ? "{}" : json::to_text(*arguments)});
  });
  return calls;
}

void GeminiGenerate::free_tool_choice(json::Object& request) const {
  const json::Object* config = json::find_object(request, "toolConfig");
  if (config == nullptr || json::find_object(*config, "functionCallingConfig") == nullptr) return;
  json::Object& calling =
      object_member(object_member(request, "toolConfig"), "functionCallingConfig");
  if (text_member(calling, "mode") != "ANY") return;
  calling["mode"] = "AUTO";
  calling.erase("allowedFunctionNames");  // which belong to that mode
}

void GeminiGenerate::keep_answer(json::Object& request, const json::Object& answer) const {
  if (const json::Array* parts = first_parts(answer)) {
    array_member(request, "contents")
        .emplace_back(json::Object{{"role", "model"}, {"parts", *parts}});
  }
}

void GeminiGenerate::add_tool_results(json::Object& request,
                                      std::span<const ToolResult> results) const {
  json::Array parts;
  for (const ToolResult& result : results) {
    const std::string_view key = result.status == ToolStatus::kOk ? "output" : "error";
    json::Object response{{"name", result.name},
                          {"response", json::Object{{key, json::Value(result.content)}}}};
    if (!result.id.empty()) response["id"] = result.id;
    parts.emplace_back(json::Object{{"functionResponse", std::move(response)}});
  }
  array_member(request, "contents")
      .emplace_back(json::Object{{"role", "user"}, {"parts", std::move(parts)}});
}

void GeminiGenerate::add_user_text(json::Object& request, std::string_view text) const {
  array_member(request, "contents")
      .emplace_back(json::Object{{"role", "user"}, {"parts", json::Array{{{"text", text}}}}});
}

}  // namespace modus::models
