// SPDX-License-Identifier: Apache-2.0
// OpenAI's streamed chat completions, put together to the answer that would have come without
// streaming.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/models/formats/assembler.h"

namespace modus::models {

class ChatAssembler final : public Assembler {
 private:
  struct ToolCallPiece {
    std::int64_t index = 0;  // the server's
    json::Object call;
  };
  struct Choice {
    std::string role = "assistant";
    std::string content;
    bool has_content = false;
    std::map<std::string, std::string, std::less<>> texts;  // "refusal", "reasoning", …
    std::vector<ToolCallPiece> tool_calls;                  // in the order of their beginnings
    json::Object audio;
    std::vector<std::byte> sound;  // the audio's data
    json::Array logprobs;
    bool has_logprobs = false;
    json::Value finish_reason;
  };

  void read(std::string_view type, json::Object& chunk, OnDelta& on_delta) override;
  json::Value take_answer() override;

  void add_choice(const json::Object& piece, OnDelta& on_delta);
  static void add_delta(std::int64_t index, Choice& choice, const json::Object& delta,
                        OnDelta& on_delta);
  static void add_thought(std::int64_t index, Choice& choice, const json::Object& delta,
                          OnDelta& on_delta);
  static std::size_t place_of(Choice& choice, const json::Object& piece);
  static void add_tool_call(Choice& choice, const json::Object& piece, OnDelta& on_delta);
  static void add_audio(Choice& choice, const json::Object& piece);
  static json::Object to_json(std::int64_t index, Choice& choice);

  json::Object head_;  // the members that all pieces share
  json::Value usage_;
  std::map<std::int64_t, Choice> choices_;
};

}  // namespace modus::models
