// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/chat_completion.h"

#include <utility>

namespace modus::models {
namespace {

// The piece's place among its siblings; a missing one is the first.
std::int64_t index_of(const json::Object& piece) {
  const json::Value* index = piece.if_contains("index");
  if (index == nullptr || !index->is_int64()) return 0;
  return index->get_int64();
}

void append_member(json::Object& object, std::string_view key, std::string_view more) {
  json::Value& value = object[key];
  if (!value.is_string()) value.emplace_string();
  value.get_string().append(more);
}

}  // namespace

Result<std::string> to_streaming_request(std::string_view body) {
  auto request = json::parse(body);
  if (!request)
    return std::unexpected(request.error().within("the input for the model is not JSON"));
  if (!request->is_object())
    return fail(ErrorCode::kInvalidArgument, "the input for the model is not a JSON object");
  json::Object& object = request->get_object();
  object["stream"] = true;
  json::Value& options = object["stream_options"];
  if (!options.is_object()) options.emplace_object();
  options.get_object()["include_usage"] = true;
  return json::to_text(*request);
}

Result<void> ChatAssembler::add(std::string_view data) {
  if (complete()) return {};
  if (data == "[DONE]") {
    done_ = true;
    return {};
  }
  const auto chunk = json::parse(data);
  if (!chunk || !chunk->is_object())
    return fail(ErrorCode::kUnavailable, "the model's answer holds an event that is not JSON");
  const json::Object& object = chunk->get_object();
  if (const json::Value* error = object.if_contains("error"); error && !error->is_null()) {
    error_ = *error;
    return {};
  }
  for (const std::string_view key : {"id", "created", "model", "system_fingerprint"}) {
    const json::Value* value = object.if_contains(key);
    if (value != nullptr && !head_.contains(key)) head_.emplace(key, *value);
  }
  if (const json::Object* usage = json::find_object(object, "usage")) usage_ = *usage;
  if (const json::Array* choices = json::find_array(object, "choices")) {
    for (const json::Value& choice : *choices) {
      if (choice.is_object()) add_choice(choice.get_object());
    }
  }
  return {};
}

void ChatAssembler::add_choice(const json::Object& piece) {
  Choice& choice = choices_[index_of(piece)];
  if (const json::Object* delta = json::find_object(piece, "delta")) add_delta(choice, *delta);
  if (const json::Object* logprobs = json::find_object(piece, "logprobs")) {
    choice.has_logprobs = true;
    if (const json::Array* content = json::find_array(*logprobs, "content"))
      choice.logprobs.insert(choice.logprobs.end(), content->begin(), content->end());
  }
  const json::Value* reason = piece.if_contains("finish_reason");
  if (reason != nullptr && !reason->is_null()) choice.finish_reason = *reason;
}

void ChatAssembler::add_delta(Choice& choice, const json::Object& delta) {
  if (const auto role = json::find_string(delta, "role")) choice.role = *role;
  if (const auto content = json::find_string(delta, "content")) {
    choice.content += *content;
    choice.has_content = true;
  }
  for (const std::string_view key : {"refusal", "reasoning_content"}) {
    if (const auto text = json::find_string(delta, key)) choice.texts[std::string(key)] += *text;
  }
  if (const json::Array* calls = json::find_array(delta, "tool_calls")) {
    for (const json::Value& call : *calls) {
      if (call.is_object()) add_tool_call(choice, call.get_object());
    }
  }
}

// The first piece of a call names it; the arguments come as text in pieces.
void ChatAssembler::add_tool_call(Choice& choice, const json::Object& piece) {
  json::Object& call = choice.tool_calls[index_of(piece)];
  for (const std::string_view key : {"id", "type"}) {
    if (const auto text = json::find_string(piece, key)) call[key] = *text;
  }
  json::Value& target = call["function"];
  if (!target.is_object()) target = {{"name", ""}, {"arguments", ""}};
  const json::Object* function = json::find_object(piece, "function");
  if (function == nullptr) return;
  for (const std::string_view key : {"name", "arguments"}) {
    if (const auto text = json::find_string(*function, key))
      append_member(target.get_object(), key, *text);
  }
}

json::Object ChatAssembler::to_json(std::int64_t index, Choice& choice) {
  json::Object message{{"role", choice.role}};
  const bool silent = choice.content.empty() && !choice.tool_calls.empty();
  message["content"] = choice.has_content && !silent ? json::Value(choice.content) : nullptr;
  for (const auto& [key, text] : choice.texts) message[key] = text;
  if (!choice.tool_calls.empty()) {
    json::Array& calls = message["tool_calls"].emplace_array();
    for (auto& [position, call] : choice.tool_calls) {
      if (!call.contains("type")) call["type"] = "function";
      calls.emplace_back(std::move(call));
    }
  }
  json::Object result{{"index", index}, {"message", std::move(message)}};
  result["logprobs"] = choice.has_logprobs
                           ? json::Value(json::Object{{"content", std::move(choice.logprobs)}})
                           : nullptr;
  result["finish_reason"] = choice.finish_reason;
  return result;
}

std::string ChatAssembler::take() {
  if (!error_.is_null()) return json::to_text(json::Object{{"error", std::move(error_)}});
  json::Object answer;
  const auto move_head = [&](std::string_view key) {
    if (json::Value* value = head_.if_contains(key)) answer[key] = std::move(*value);
  };
  move_head("id");
  answer["object"] = "chat.completion";
  move_head("created");
  move_head("model");
  json::Array& choices = answer["choices"].emplace_array();
  for (auto& [index, choice] : choices_) choices.emplace_back(to_json(index, choice));
  if (!usage_.is_null()) answer["usage"] = std::move(usage_);
  move_head("system_fingerprint");
  return json::to_text(answer);
}

}  // namespace modus::models
