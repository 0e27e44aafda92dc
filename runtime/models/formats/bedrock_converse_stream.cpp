// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/bedrock_converse_stream.h"

#include <utility>

#include "runtime/models/formats/members.h"

namespace modus::models {

void ConverseAssembler::read(std::string_view type, json::Object& event, OnDelta& on_delta) {
  event.erase("p");  // padding, so that lengths tell an eavesdropper nothing
  if (type == "messageStart") {
    if (const auto role = json::find_string(event, "role")) role_ = *role;
  } else if (type == "contentBlockStart") {
    begin_block(event, on_delta);
  } else if (type == "contentBlockDelta") {
    add_delta(event, on_delta);
  } else if (type == "messageStop") {
    merge_members(tail_, event);
    end();  // "metadata" follows, but not from every model
  } else if (type == "metadata") {
    merge_members(tail_, event);
  }
}

void ConverseAssembler::begin_block(const json::Object& event, OnDelta& on_delta) {
  const std::int64_t index = index_member(event, "contentBlockIndex");
  Block& block = blocks_[index];
  const json::Object* start = json::find_object(event, "start");
  if (start == nullptr) return;
  block.content = *start;
  if (const json::Object* tool = json::find_object(*start, "toolUse")) {
    on_delta({.kind = Delta::Kind::kToolCall,
              .index = index,
              .tool = text_member(*tool, "name"),
              .call = text_member(*tool, "toolUseId")});
  }
}

void ConverseAssembler::add_delta(const json::Object& event, OnDelta& on_delta) {
  const json::Object* delta = json::find_object(event, "delta");
  if (delta == nullptr) return;
  const std::int64_t index = index_member(event, "contentBlockIndex");
  Block& block = blocks_[index];
  if (const auto text = json::find_string(*delta, "text")) {
    append_member(block.content, "text", *text);
    on_delta({.kind = Delta::Kind::kText, .index = index, .text = *text});
  } else if (const json::Object* tool = json::find_object(*delta, "toolUse")) {
    const std::string_view input = text_member(*tool, "input");
    block.input += input;
    on_delta({.kind = Delta::Kind::kToolCall, .index = index, .text = input});
  } else if (const json::Object* piece = json::find_object(*delta, "reasoningContent")) {
    add_reasoning(index, block, *piece, on_delta);
  } else if (const json::Object* citation = json::find_object(*delta, "citation")) {
    json::Object& cited = object_member(block.content, "citationsContent");
    array_member(cited, "citations").emplace_back(*citation);
  }
}

void ConverseAssembler::add_reasoning(std::int64_t index, Block& block, const json::Object& piece,
                                      OnDelta& on_delta) {
  json::Object& reasoning = object_member(block.content, "reasoningContent");
  if (const auto secret = json::find_string(piece, "redactedContent"))
    append_member(reasoning, "redactedContent", *secret);
  for (const std::string_view key : {"text", "signature"}) {
    if (const auto text = json::find_string(piece, key))
      append_member(object_member(reasoning, "reasoningText"), key, *text);
  }
  const std::string_view text = text_member(piece, "text");
  if (!text.empty()) on_delta({.kind = Delta::Kind::kReasoning, .index = index, .text = text});
}

json::Value ConverseAssembler::take_answer() {
  json::Array content;
  for (auto& [index, block] : blocks_) {
    if (block.content.contains("toolUse")) {
      auto input = json::parse(block.input);
      json::Value& kept = object_member(block.content, "toolUse")["input"];
      if (block.input.empty()) {
        kept.emplace_object();
      } else {
        // A model that ran out of tokens leaves half of it.
        kept = input ? *std::move(input) : json::Value(block.input);
      }
    }
    if (!block.content.empty()) content.emplace_back(std::move(block.content));
  }
  json::Object answer{
      {"output", {{"message", {{"role", role_}, {"content", std::move(content)}}}}}};
  merge_members(answer, tail_);
  return answer;
}

}  // namespace modus::models
