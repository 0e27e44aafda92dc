// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/anthropic_stream.h"

#include <utility>

#include "runtime/models/formats/members.h"

namespace modus::models {

void AnthropicAssembler::read(std::string_view named, json::Object& event, OnDelta& on_delta) {
  const std::string_view type = json::find_string(event, "type").value_or(named);
  if (type == "message_start") {
    if (json::find_object(event, "message")) message_ = std::move(event["message"].get_object());
  } else if (type == "content_block_start") {
    begin_block(event, on_delta);
  } else if (type == "content_block_delta") {
    add_delta(event, on_delta);
  } else if (type == "message_delta") {
    change_message(event);
  } else if (type == "message_stop") {
    end();
  } else if (type == "error") {
    fail_with(std::move(event));
  }
}

void AnthropicAssembler::begin_block(json::Object& event, OnDelta& on_delta) {
  if (json::find_object(event, "content_block") == nullptr) return;
  const std::int64_t index = index_member(event, "index");
  Block& block = blocks_[index];
  block.content = std::move(event["content_block"].get_object());
  if (text_member(block.content, "type") != "tool_use") return;
  on_delta({.kind = Delta::Kind::kToolCall,
            .index = index,
            .tool = text_member(block.content, "name"),
            .call = text_member(block.content, "id")});
}

void AnthropicAssembler::add_delta(const json::Object& event, OnDelta& on_delta) {
  const json::Object* delta = json::find_object(event, "delta");
  if (delta == nullptr) return;
  const std::int64_t index = index_member(event, "index");
  Block& block = blocks_[index];
  const std::string_view type = text_member(*delta, "type");
  if (type == "text_delta") {
    const std::string_view text = text_member(*delta, "text");
    append_member(block.content, "text", text);
    on_delta({.kind = Delta::Kind::kText, .index = index, .text = text});
  } else if (type == "thinking_delta") {
    const std::string_view text = text_member(*delta, "thinking");
    append_member(block.content, "thinking", text);
    on_delta({.kind = Delta::Kind::kReasoning, .index = index, .text = text});
  } else if (type == "input_json_delta") {
    const std::string_view text = text_member(*delta, "partial_json");
    block.input += text;
    on_delta({.kind = Delta::Kind::kToolCall, .index = index, .text = text});
  } else if (type == "signature_delta") {
    append_member(block.content, "signature", text_member(*delta, "signature"));
  } else if (const json::Value* citation = delta->if_contains("citation")) {
    array_member(block.content, "citations").emplace_back(*citation);
  }
}

// The counts of tokens are totals so far.
void AnthropicAssembler::change_message(const json::Object& event) {
  if (const json::Object* delta = json::find_object(event, "delta"))
    merge_members(message_, *delta);
  if (const json::Object* usage = json::find_object(event, "usage"))
    merge_members(object_member(message_, "usage"), *usage);
}

json::Value AnthropicAssembler::take_answer() {
  json::Array& content = message_["content"].emplace_array();
  for (auto& [index, block] : blocks_) {
    if (!block.input.empty()) {
      auto input = json::parse(block.input);
      // A model that ran out of tokens leaves half of it.
      block.content["input"] = input ? *std::move(input) : json::Value(block.input);
    }
    content.emplace_back(std::move(block.content));
  }
  return std::move(message_);
}

}  // namespace modus::models
