// SPDX-License-Identifier: Apache-2.0
// Anthropic's streamed messages, put together to the message.
// https://docs.anthropic.com/en/docs/build-with-claude/streaming
#pragma once

#include <map>

#include "runtime/models/formats/assembler.h"

namespace modus::models {

class AnthropicAssembler final : public Assembler {
 private:
  struct Block {
    json::Object content;
    std::string input;  // a tool's, JSON in pieces
  };

  void read(std::string_view type, json::Object& event, OnDelta& on_delta) override;
  json::Value take_answer() override;

  void begin_block(json::Object& event, OnDelta& on_delta);
  void add_delta(const json::Object& event, OnDelta& on_delta);
  void change_message(const json::Object& event);

  json::Object message_;
  std::map<std::int64_t, Block> blocks_;
};

}  // namespace modus::models
