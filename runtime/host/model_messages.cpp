// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/model_messages.h"

#include <initializer_list>

namespace modus::host {
namespace {

std::string_view text_at(const json::Object& object, std::string_view key) {
  return json::find_string(object, key).value_or("");
}

/// The first of the members that there is; null when there is none of them.
const json::Value& first_of(const json::Object& object,
                            std::initializer_list<std::string_view> keys) {
  static const json::Value kNone;
  for (const std::string_view key : keys) {
    if (const json::Value* found = object.if_contains(key)) return *found;
  }
  return kNone;
}

json::Object text_part(std::string_view text) { return {{"type", "text"}, {"content", text}}; }

json::Object call_part(std::string_view id, std::string_view name, const json::Value& arguments) {
  return {{"type", "tool_call"}, {"id", id}, {"name", name}, {"arguments", arguments}};
}

json::Object response_part(std::string_view id, const json::Value& result) {
  return {{"type", "tool_call_response"}, {"id", id}, {"result", result}};
}

/// A part in the words of Anthropic, OpenAI, Gemini or Converse.
void add_part(json::Array& parts, const json::Object& part) {
  if (const auto text = json::find_string(part, "text")) {
    parts.push_back(text_part(*text));
  } else if (part.contains("tool_use_id")) {
    parts.push_back(response_part(text_at(part, "tool_use_id"), first_of(part, {"content"})));
  } else if (text_at(part, "type") == "tool_use") {
    parts.push_back(
        call_part(text_at(part, "id"), text_at(part, "name"), first_of(part, {"input"})));
  } else if (const auto* call = json::find_object(part, "functionCall")) {
    parts.push_back(
        call_part(text_at(*call, "id"), text_at(*call, "name"), first_of(*call, {"args"})));
  } else if (const auto* result = json::find_object(part, "functionResponse")) {
    parts.push_back(response_part(text_at(*result, "id"), first_of(*result, {"response"})));
  } else if (const auto* use = json::find_object(part, "toolUse")) {
    parts.push_back(
        call_part(text_at(*use, "toolUseId"), text_at(*use, "name"), first_of(*use, {"input"})));
  } else if (const auto* used = json::find_object(part, "toolResult")) {
    parts.push_back(response_part(text_at(*used, "toolUseId"), first_of(*used, {"content"})));
  }
}

/// A text, or a list of parts.
json::Array parts_of(const json::Value& content) {
  json::Array parts;
  if (content.is_string()) parts.push_back(text_part(content.get_string()));
  if (content.is_array()) {
    for (const json::Value& part : content.get_array()) {
      if (part.is_object()) add_part(parts, part.get_object());
      if (part.is_string()) parts.push_back(text_part(part.get_string()));
    }
  }
  return parts;
}

json::Object message_of(std::string_view role, json::Array parts) {
  return {{"role", role == "model" ? "assistant" : role}, {"parts", std::move(parts)}};
}

json::Object read_message(const json::Object& message) {
  const json::Value& content = first_of(message, {"content", "parts"});
  const std::string_view role = text_at(message, "role");
  if (role == "tool")
    return message_of(role, {response_part(text_at(message, "tool_call_id"), content)});
  json::Array parts = parts_of(content);
  if (const json::Array* calls = json::find_array(message, "tool_calls")) {
    for (const json::Value& call : *calls) {
      const json::Object* function =
          call.is_object() ? json::find_object(call.get_object(), "function") : nullptr;
      if (function == nullptr) continue;
      parts.push_back(call_part(text_at(call.get_object(), "id"), text_at(*function, "name"),
                                first_of(*function, {"arguments"})));
    }
  }
  return message_of(role.empty() ? "user" : role, std::move(parts));
}

json::Array read_messages(const json::Value& messages) {
  json::Array read;
  if (messages.is_string()) read.push_back(message_of("user", parts_of(messages)));
  if (messages.is_array()) {
    for (const json::Value& message : messages.get_array()) {
      if (message.is_object()) read.push_back(read_message(message.get_object()));
    }
  }
  return read;
}

struct Choice {
  json::Value message;
  std::string_view reason;
};

/// The answers in one: OpenAI and Gemini may give several, others give one.
std::vector<Choice> choices_of(const json::Object& answer) {
  std::vector<Choice> choices;
  const json::Value& list = first_of(answer, {"choices", "candidates"});
  if (list.is_array()) {
    for (const json::Value& each : list.get_array()) {
      if (!each.is_object()) continue;
      const json::Object& choice = each.get_object();
      const auto reason = json::find_string(choice, "finish_reason");
      choices.push_back({first_of(choice, {"message", "content"}),
                         reason ? *reason : text_at(choice, "finishReason")});
    }
    return choices;
  }
  const json::Object* converse = json::find_object(answer, "output");
  const json::Value& content = first_of(answer, {"content", "generation"});
  const auto reason = json::find_string(answer, "stop_reason");
  const std::string_view why = reason ? *reason : text_at(answer, "stopReason");
  if (converse != nullptr) {
    choices.push_back({first_of(*converse, {"message"}), why});
  } else if (!content.is_null()) {
    choices.push_back({json::Object{{"role", "assistant"}, {"content", content}}, why});
  } else if (const json::Array* items = json::find_array(answer, "output")) {
    for (const json::Value& item : *items) {
      if (item.is_object() && item.get_object().contains("content"))
        choices.push_back({item, text_at(answer, "status")});
    }
  }
  return choices;
}

}  // namespace

std::string input_messages(const json::Object& request) {
  return json::to_text(
      read_messages(first_of(request, {"messages", "contents", "input", "prompt"})));
}

std::string output_messages(const json::Object& answer) {
  json::Array messages;
  for (const Choice& choice : choices_of(answer)) {
    if (!choice.message.is_object()) continue;
    json::Object message = read_message(choice.message.get_object());
    message["role"] = "assistant";
    message["finish_reason"] = choice.reason;
    messages.push_back(std::move(message));
  }
  return json::to_text(messages);
}

std::string system_instructions(const json::Object& request) {
  const json::Value& given = first_of(request, {"system", "systemInstruction", "instructions"});
  const bool has_parts = given.is_object() && given.get_object().contains("parts");
  const json::Array parts = parts_of(has_parts ? given.get_object().at("parts") : given);
  return parts.empty() ? "" : json::to_text(parts);
}

std::vector<std::string> finish_reasons(const json::Object& answer) {
  std::vector<std::string> reasons;
  for (const Choice& choice : choices_of(answer)) {
    if (!choice.reason.empty()) reasons.emplace_back(choice.reason);
  }
  return reasons;
}

}  // namespace modus::host
