// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/tool_demand.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "runtime/models/formats/members.h"

namespace modus::models::local {
namespace {

std::vector<Tool> tools_in(const json::Object& request) {
  std::vector<Tool> tools;
  each_object(json::find_array(request, "tools"), [&](const json::Object& tool) {
    const json::Object* function = json::find_object(tool, "function");
    if (function == nullptr) return;
    const json::Object* parameters = json::find_object(*function, "parameters");
    tools.push_back({.name = std::string(text_member(*function, "name")),
                     .description = std::string(text_member(*function, "description")),
                     .parameters = parameters != nullptr ? json::Value(*parameters)
                                                         : json::Value{{"type", "object"}}});
  });
  return tools;
}

// The name of the tool that is to be called, or nothing.
std::string_view name_in(const json::Object& choice) {
  const json::Object* function = json::find_object(choice, "function");
  return function == nullptr ? std::string_view() : text_member(*function, "name");
}

// Among what the model is told before the conversation: small models mind it better there.
void instruct(json::Object& request, std::string text) {
  json::Array& messages = array_member(request, "messages");
  json::Object* first = messages.empty() ? nullptr : messages.front().if_object();
  const std::string_view role = first == nullptr ? "" : text_member(*first, "role");
  if (role != "system" && role != "developer") {
    messages.insert(messages.begin(),
                    json::Object{{"role", "system"}, {"content", std::move(text)}});
  } else if (json::find_array(*first, "content") != nullptr) {
    array_member(*first, "content").emplace_back(json::Object{{"type", "text"}, {"text", text}});
  } else {
    append_member(*first, "content", "\n\n" + text);
  }
}

// "what: …, count" and, where names and descriptions do not tell all, the schema.
std::string described_parameters(const json::Value& schema) {
  std::string names;
  bool is_plain = true;
  const json::Object* properties = json::find_object(schema.get_object(), "properties");
  for (const auto& [name, value] : properties == nullptr ? json::Object() : *properties) {
    if (!names.empty()) names += ", ";
    names += name;
    const json::Object* property = value.if_object();
    const std::string_view type = property == nullptr ? "" : text_member(*property, "type");
    is_plain &= !type.empty() && type != "object" && type != "array";
    const std::string_view text = property == nullptr ? "" : text_member(*property, "description");
    if (!text.empty()) names += fmt::format(" ({})", text);
  }
  if (!is_plain) names += fmt::format(", by the JSON Schema {}", json::to_text(schema));
  return names;
}

}  // namespace

Result<std::optional<ToolDemand>> ToolDemand::of(const json::Object& request) {
  const json::Value* choice = request.if_contains("tool_choice");
  if (choice == nullptr) return std::nullopt;
  const bool any = choice->is_string() && choice->get_string() == "required";
  const std::string_view name = choice->is_object() ? name_in(choice->get_object()) : "";
  if (!any && name.empty()) return std::nullopt;
  ToolDemand demand;
  demand.tools_ = tools_in(request);
  if (!any) std::erase_if(demand.tools_, [&](const Tool& tool) { return tool.name != name; });
  if (!demand.tools_.empty()) return demand;
  return fail(ErrorCode::kInvalidArgument,
              "tool_choice demands that {} be called, but the request offers no such tool",
              any ? "a tool" : fmt::format("the tool \"{}\"", name));
}

void ToolDemand::put_to(json::Object& request) const {
  for (const std::string_view key : {"tools", "tool_choice", "parallel_tool_calls"})
    request.erase(key);
  request["response_format"] = {{"type", "json_schema"},
                                {"json_schema", {{"name", "call"}, {"schema", schema()}}}};
  instruct(request, words());
}

// Of one tool the arguments alone; of several also the name. References lead to the root's $defs.
json::Value ToolDemand::schema() const {
  if (tools_.size() == 1) return tools_.front().parameters;
  json::Array calls;
  json::Object definitions;
  for (const Tool& tool : tools_) {
    json::Object arguments = tool.parameters.get_object();
    if (const json::Object* defined = json::find_object(arguments, "$defs")) {
      merge_members(definitions, *defined);
      arguments.erase("$defs");
    }
    calls.emplace_back(json::Object{
        {"type", "object"},
        {"properties", {{"name", {{"const", tool.name}}}, {"arguments", std::move(arguments)}}},
        {"required", {"name", "arguments"}},
        {"additionalProperties", false}});
  }
  json::Object schema{{"anyOf", std::move(calls)}};
  if (!definitions.empty()) schema["$defs"] = std::move(definitions);
  return schema;
}

std::string ToolDemand::words() const {
  if (const Tool& tool = tools_.front(); tools_.size() == 1) {
    return fmt::format("Extract from the user's message, as JSON, the arguments of {}: {}. {}",
                       tool.name, described_parameters(tool.parameters), tool.description);
  }
  std::string text =
      "Choose the function that fits the user's message, and extract its arguments, as JSON with "
      "its name.";
  for (const Tool& tool : tools_) {
    text += fmt::format("\n- {}: {}. {}", tool.name, described_parameters(tool.parameters),
                        tool.description);
  }
  return text;
}

// An answer that was cut off is passed on as far as it goes, as by models that call of themselves.
json::Object ToolDemand::call_in(std::string_view content) const {
  if (tools_.size() == 1) return {{"name", tools_.front().name}, {"arguments", content}};
  const auto call = json::parse(content);
  if (!call || !call->is_object()) return {{"name", ""}, {"arguments", content}};
  const json::Object& members = call->get_object();
  const json::Value* arguments = members.if_contains("arguments");
  return {{"name", text_member(members, "name")},
          {"arguments", arguments == nullptr ? "{}" : json::to_text(*arguments)}};
}

void ToolDemand::read(json::Object& answer) const {
  const std::string id(text_member(answer, "id"));
  for (json::Value& element : array_member(answer, "choices")) {
    json::Object* choice = element.if_object();
    if (choice == nullptr) continue;
    json::Object& message = object_member(*choice, "message");
    json::Object call = call_in(text_member(message, "content"));
    message["content"] = nullptr;
    message["tool_calls"] = json::Array{
        json::Object{{"id", fmt::format("call-{}-{}", id, index_member(*choice, "index"))},
                     {"type", "function"},
                     {"function", std::move(call)}}};
    if (text_member(*choice, "finish_reason") == "stop") (*choice)["finish_reason"] = "tool_calls";
  }
}

}  // namespace modus::models::local
