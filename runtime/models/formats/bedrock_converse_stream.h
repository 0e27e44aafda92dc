// SPDX-License-Identifier: Apache-2.0
// ConverseStream's events, put together to what Converse answers.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
#pragma once

#include <map>

#include "runtime/models/formats/assembler.h"

namespace modus::models {

class ConverseAssembler final : public Assembler {
 private:
  struct Block {
    json::Object content;
    std::string input;  // a tool's, JSON in pieces
  };

  void read(std::string_view type, json::Object& event, OnDelta& on_delta) override;
  json::Value take_answer() override;

  void begin_block(const json::Object& event, OnDelta& on_delta);
  void add_delta(const json::Object& event, OnDelta& on_delta);
  static void add_reasoning(std::int64_t index, Block& block, const json::Object& piece,
                            OnDelta& on_delta);

  std::string role_ = "assistant";
  std::map<std::int64_t, Block> blocks_;
  json::Object tail_;  // stopReason, usage, metrics, …
};

}  // namespace modus::models
