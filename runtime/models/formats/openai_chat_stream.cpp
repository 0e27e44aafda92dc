// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/openai_chat_stream.h"

#include <algorithm>
#include <utility>

#include "runtime/base/base64.h"
#include "runtime/models/formats/members.h"

namespace modus::models {

void ChatAssembler::read(std::string_view, json::Object& chunk, OnDelta& on_delta) {
  if (json::Value* error = chunk.if_contains("error"); error && !error->is_null()) {
    return fail_with(json::Object{{"error", std::move(*error)}});
  }
  for (const std::string_view key :
       {"id", "created", "model", "service_tier", "system_fingerprint"}) {
    json::Value* value = chunk.if_contains(key);
    if (value != nullptr && !head_.contains(key)) head_.emplace(key, std::move(*value));
  }
  if (const json::Object* usage = json::find_object(chunk, "usage")) usage_ = *usage;
  each_object(json::find_array(chunk, "choices"),
              [&](const json::Object& choice) { add_choice(choice, on_delta); });
  // Not every server says [DONE] at last.
  if (!choices_.empty() && std::ranges::all_of(choices_, [](const auto& entry) {
        return !entry.second.finish_reason.is_null();
      })) {
    end();
  }
}

void ChatAssembler::add_choice(const json::Object& piece, OnDelta& on_delta) {
  const std::int64_t index = index_member(piece, "index", kMostChoices);
  Choice& choice = choices_[index];
  if (const json::Object* delta = json::find_object(piece, "delta"))
    add_delta(index, choice, *delta, on_delta);
  if (const json::Object* logprobs = json::find_object(piece, "logprobs")) {
    choice.has_logprobs = true;
    if (const json::Array* content = json::find_array(*logprobs, "content"))
      choice.logprobs.insert(choice.logprobs.end(), content->begin(), content->end());
  }
  const json::Value* reason = piece.if_contains("finish_reason");
  if (reason != nullptr && !reason->is_null()) choice.finish_reason = *reason;
}

void ChatAssembler::add_delta(std::int64_t index, Choice& choice, const json::Object& delta,
                              OnDelta& on_delta) {
  if (const auto role = json::find_string(delta, "role")) choice.role = *role;
  if (const auto content = json::find_string(delta, "content")) {
    choice.content += *content;
    choice.has_content = true;
    if (!content->empty()) on_delta({.kind = Delta::Kind::kText, .index = index, .text = *content});
  }
  if (const auto refusal = json::find_string(delta, "refusal")) choice.texts["refusal"] += *refusal;
  add_thought(index, choice, delta, on_delta);
  if (const json::Object* audio = json::find_object(delta, "audio")) add_audio(choice, *audio);
  each_object(json::find_array(delta, "tool_calls"),
              [&](const json::Object& call) { add_tool_call(choice, call, on_delta); });
}

// Servers do not agree about its name, and some send it by both.
void ChatAssembler::add_thought(std::int64_t index, Choice& choice, const json::Object& delta,
                                OnDelta& on_delta) {
  bool told = false;
  for (const std::string_view key : {"reasoning_content", "reasoning"}) {
    const auto text = json::find_string(delta, key);
    if (!text) continue;
    choice.texts[std::string(key)] += *text;
    if (text->empty() || std::exchange(told, true)) continue;
    on_delta({.kind = Delta::Kind::kReasoning, .index = index, .text = *text});
  }
}

// Where the piece's call is among the others, begun now if need be. Some servers number all calls
// 0; then a new id tells that another begins.
std::size_t ChatAssembler::place_of(Choice& choice, const json::Object& piece) {
  const std::int64_t index = index_member(piece, "index");
  const std::string_view id = text_member(piece, "id");
  for (std::size_t i = choice.tool_calls.size(); i-- > 0;) {
    const ToolCallPiece& begun = choice.tool_calls[i];
    if (begun.index != index) continue;
    const std::string_view its_id = text_member(begun.call, "id");
    if (id.empty() || its_id.empty() || id == its_id) return i;
    break;
  }
  choice.tool_calls.push_back({.index = index, .call = {}});
  return choice.tool_calls.size() - 1;
}

// The first piece of a call names it; the arguments come as text in pieces.
void ChatAssembler::add_tool_call(Choice& choice, const json::Object& piece, OnDelta& on_delta) {
  const std::size_t place = place_of(choice, piece);
  json::Object& call = choice.tool_calls[place].call;
  for (const std::string_view key : {"id", "type"}) {
    if (const auto text = json::find_string(piece, key)) call[key] = *text;
  }
  json::Value& target = call["function"];
  if (!target.is_object()) target = {{"name", ""}, {"arguments", ""}};
  const json::Object* function = json::find_object(piece, "function");
  if (function == nullptr) return;
  for (const std::string_view key : {"name", "arguments"})
    append_member(target.get_object(), key, text_member(*function, key));
  on_delta({.kind = Delta::Kind::kToolCall,
            .index = static_cast<std::int64_t>(place),
            .text = text_member(*function, "arguments"),
            .tool = text_member(*function, "name"),
            .call = text_member(piece, "id")});
}

// Each piece of the sound is base64 of its own, with padding where it ends.
void ChatAssembler::add_audio(Choice& choice, const json::Object& piece) {
  for (const auto& [key, value] : piece) {
    if (key == "data" && value.is_string()) {
      const auto bytes = base64_decode(std::string_view(value.get_string()));
      if (bytes) choice.sound.insert(choice.sound.end(), bytes->begin(), bytes->end());
    } else if (key == "transcript" && value.is_string()) {
      append_member(choice.audio, key, value.get_string());
    } else {
      choice.audio[key] = value;
    }
  }
}

json::Object ChatAssembler::to_json(std::int64_t index, Choice& choice) {
  json::Object message{{"role", choice.role}};
  const bool silent = choice.content.empty() && !choice.tool_calls.empty();
  message["content"] = choice.has_content && !silent ? json::Value(choice.content) : nullptr;
  for (const auto& [key, text] : choice.texts) message[key] = text;
  if (!choice.tool_calls.empty()) {
    json::Array& calls = message["tool_calls"].emplace_array();
    for (auto& [index_of_call, call] : choice.tool_calls) {
      if (!call.contains("type")) call["type"] = "function";
      calls.emplace_back(std::move(call));
    }
  }
  if (!choice.sound.empty()) choice.audio["data"] = base64_encode(choice.sound);
  if (!choice.audio.empty()) message["audio"] = std::move(choice.audio);
  json::Object result{{"index", index}, {"message", std::move(message)}};
  result["logprobs"] = choice.has_logprobs
                           ? json::Value(json::Object{{"content", std::move(choice.logprobs)}})
                           : nullptr;
  result["finish_reason"] = choice.finish_reason;
  return result;
}

json::Value ChatAssembler::take_answer() {
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
  move_head("service_tier");
  move_head("system_fingerprint");
  return answer;
}

}  // namespace modus::models
