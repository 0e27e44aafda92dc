// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/openai_responses.h"

#include "runtime/models/formats/members.h"
#include "runtime/models/formats/openai_chat.h"

namespace modus::models {
namespace {

// The last event holds the whole response: nothing has to be put together.
class ResponsesAssembler final : public Assembler {
 private:
  void read(std::string_view named, json::Object& event, OnDelta& on_delta) override {
    const std::string_view type = json::find_string(event, "type").value_or(named);
    const std::int64_t index = index_member(event, "output_index");
    const std::string_view text = text_member(event, "delta");
    if (type == "response.output_text.delta") {
      on_delta({.kind = Delta::Kind::kText, .index = index, .text = text});
    } else if (type == "response.reasoning_summary_text.delta" ||
               type == "response.reasoning_text.delta") {
      on_delta({.kind = Delta::Kind::kReasoning, .index = index, .text = text});
    } else if (type == "response.output_item.added") {
      begin_item(index, event, on_delta);
    } else if (type == "response.function_call_arguments.delta") {
      on_delta({.kind = Delta::Kind::kToolCall, .index = index, .text = text});
    } else if (type == "response.completed" || type == "response.incomplete") {
      response_ = std::move(event["response"]);
      end();
    } else if (type == "response.failed") {
      fail_with(std::move(event["response"]));
    } else if (type == "error") {
      fail_with(json::Object{{"error", std::move(event)}});
    }
  }

  static void begin_item(std::int64_t index, const json::Object& event, OnDelta& on_delta) {
    const json::Object* item = json::find_object(event, "item");
    if (item == nullptr || text_member(*item, "type") != "function_call") return;
    on_delta({.kind = Delta::Kind::kToolCall,
              .index = index,
              .tool = text_member(*item, "name"),
              .call = text_member(*item, "call_id")});
  }

  json::Value take_answer() override { return std::move(response_); }

  json::Value response_;
};

// The input may be a text alone; what follows it needs the long form.
json::Array& input_items(json::Object& request) {
  json::Value& input = request["input"];
  if (input.is_string()) {
    json::Object message{{"role", "user"}, {"content", std::move(input.get_string())}};
    input.emplace_array().emplace_back(std::move(message));
  }
  return array_member(request, "input");
}

}  // namespace

Result<void> OpenAiResponses::make_streaming(std::string&, json::Object& request) const {
  request["stream"] = true;
  return {};
}

std::unique_ptr<Assembler> OpenAiResponses::make_assembler() const {
  return std::make_unique<ResponsesAssembler>();
}

Result<std::string> OpenAiResponses::text_of(const json::Object& answer) const {
  std::string text;
  std::string refusal;
  each_object(json::find_array(answer, "output"), [&](const json::Object& item) {
    if (text_member(item, "type") != "message") return;
    each_object(json::find_array(item, "content"), [&](const json::Object& part) {
      if (text_member(part, "type") == "output_text") text += text_member(part, "text");
      refusal += text_member(part, "refusal");
    });
  });
  if (!refusal.empty())
    return fail(ErrorCode::kUnavailable, "the model refused to answer: {}", refusal);
  if (text.empty()) return fail(ErrorCode::kUnavailable, "the answer holds no text");
  return text;
}

std::optional<TokenUsage> OpenAiResponses::usage_of(const json::Object& answer) const {
  const json::Object* usage = json::find_object(answer, "usage");
  if (usage == nullptr) return std::nullopt;
  const json::Object* details = json::find_object(*usage, "input_tokens_details");
  return TokenUsage{.input = count_member(*usage, "input_tokens"),
                    .output = count_member(*usage, "output_tokens"),
                    .cached = details == nullptr ? 0 : count_member(*details, "cached_tokens")};
}

std::optional<std::uint64_t> OpenAiResponses::most_output_of(const json::Object& request) const {
  return bound_member(request, "max_output_tokens");
}

std::string OpenAiResponses::finish_reason_of(const json::Object& answer) const {
  const json::Object* details = json::find_object(answer, "incomplete_details");
  if (details != nullptr) return std::string(text_member(*details, "reason"));
  return std::string(text_member(answer, "status"));
}

Support OpenAiResponses::ask_for(json::Object& request, const AnswerSchema& schema) const {
  object_member(request, "text")["format"] = {{"type", "json_schema"},
                                              {"name", schema.name},
                                              {"schema", schema.schema},
                                              {"strict", is_strict(schema.schema)}};
  return Support::kNative;
}

std::vector<std::string> OpenAiResponses::tools_of(const json::Object& request) const {
  std::vector<std::string> names;
  each_object(json::find_array(request, "tools"),
              [&](const json::Object& tool) { names.emplace_back(text_member(tool, "name")); });
  return names;
}

Support OpenAiResponses::offer_tools(json::Object& request, std::span<const Tool> tools) const {
  json::Array& offered = array_member(request, "tools");
  for (const Tool& tool : tools) {
    offered.emplace_back(json::Object{{"type", "function"},
                                      {"name", tool.name},
                                      {"description", tool.description},
                                      {"parameters", tool.parameters},
                                      {"strict", is_strict(tool.parameters)}});
  }
  return Support::kNative;
}

std::vector<ToolCall> OpenAiResponses::tool_calls_of(const json::Object& answer) const {
  std::vector<ToolCall> calls;
  each_object(json::find_array(answer, "output"), [&](const json::Object& item) {
    if (text_member(item, "type") != "function_call") return;
    calls.push_back({.id = std::string(text_member(item, "call_id")),
                     .name = std::string(text_member(item, "name")),
                     .arguments = std::string(text_member(item, "arguments"))});
  });
  return calls;
}

void OpenAiResponses::free_tool_choice(json::Object& request) const {
  free_openai_tool_choice(request);
}

void OpenAiResponses::keep_answer(json::Object& request, const json::Object& answer) const {
  json::Array& items = input_items(request);
  const json::Array* output = json::find_array(answer, "output");
  if (output != nullptr) items.insert(items.end(), output->begin(), output->end());
}

void OpenAiResponses::add_tool_results(json::Object& request,
                                       std::span<const ToolResult> results) const {
  json::Array& items = input_items(request);
  for (const ToolResult& result : results) {
    items.emplace_back(json::Object{
        {"type", "function_call_output"}, {"call_id", result.id}, {"output", result.content}});
  }
}

void OpenAiResponses::add_user_text(json::Object& request, std::string_view text) const {
  input_items(request).emplace_back(json::Object{{"role", "user"}, {"content", text}});
}

}  // namespace modus::models
