// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/gemini_stream.h"

#include <algorithm>
#include <utility>

#include "runtime/models/formats/members.h"

namespace modus::models {
namespace {

bool is_thought(const json::Object& part) {
  const json::Value* thought = part.if_contains("thought");
  return thought != nullptr && thought->is_bool() && thought->get_bool();
}

// Whether it is text and nothing that would be lost by joining it with its neighbour, such as a
// signature.
bool is_plain_text(const json::Object& part) {
  return part.contains("text") && std::ranges::all_of(part, [](const auto& member) {
           return member.key() == "text" || member.key() == "thought";
         });
}

}  // namespace

void GeminiAssembler::read(std::string_view, json::Object& event, OnDelta& on_delta) {
  if (event.contains("error")) return fail_with(std::move(event));
  each_object(json::find_array(event, "candidates"),
              [&](const json::Object& piece) { add_candidate(piece, on_delta); });
  for (auto& [key, value] : event) {
    if (key != "candidates") head_[key] = std::move(value);
  }
  // There is no event for the end: it is reached when each candidate has a reason to be finished.
  const json::Object* feedback = json::find_object(head_, "promptFeedback");
  const bool blocked = feedback != nullptr && feedback->contains("blockReason");
  const bool finished = !candidates_.empty() && std::ranges::all_of(candidates_, [](auto& entry) {
    return entry.second.members.contains("finishReason");
  });
  if (blocked || finished) end();
}

void GeminiAssembler::add_candidate(const json::Object& piece, OnDelta& on_delta) {
  const std::int64_t index = index_member(piece, "index", kMostChoices);
  Candidate& candidate = candidates_[index];
  for (const auto& [key, value] : piece) {
    if (key != "content") candidate.members[key] = value;
  }
  const json::Object* content = json::find_object(piece, "content");
  if (content == nullptr) return;
  if (const auto role = json::find_string(*content, "role")) candidate.role = *role;
  each_object(json::find_array(*content, "parts"),
              [&](const json::Object& part) { add_part(index, candidate, part, on_delta); });
}

void GeminiAssembler::add_part(std::int64_t index, Candidate& candidate, const json::Object& part,
                               OnDelta& on_delta) {
  const std::string_view text = text_member(part, "text");
  if (const json::Object* call = json::find_object(part, "functionCall")) {
    const json::Value* given = call->if_contains("args");
    const std::string arguments = given == nullptr ? "{}" : json::to_text(*given);
    on_delta({.kind = Delta::Kind::kToolCall,
              .index = static_cast<std::int64_t>(candidate.parts.size()),
              .text = arguments,
              .tool = text_member(*call, "name"),
              .call = text_member(*call, "id")});
  } else if (!text.empty()) {
    on_delta({.kind = is_thought(part) ? Delta::Kind::kReasoning : Delta::Kind::kText,
              .index = index,
              .text = text});
  }
  json::Object* last = candidate.parts.empty() ? nullptr : candidate.parts.back().if_object();
  if (last != nullptr && is_plain_text(*last) && is_plain_text(part) &&
      is_thought(*last) == is_thought(part)) {
    append_member(*last, "text", text);
  } else {
    candidate.parts.emplace_back(part);
  }
}

json::Value GeminiAssembler::take_answer() {
  json::Object answer;
  if (!candidates_.empty()) {
    json::Array& list = answer["candidates"].emplace_array();
    for (auto& [index, candidate] : candidates_) {
      json::Object whole{
          {"content", {{"parts", std::move(candidate.parts)}, {"role", candidate.role}}}};
      merge_members(whole, candidate.members);
      list.emplace_back(std::move(whole));
    }
  }
  merge_members(answer, head_);
  return answer;
}

}  // namespace modus::models
