// SPDX-License-Identifier: Apache-2.0
// OpenAI's chat completions: a request rewritten to stream, and the streamed pieces put together to
// the answer that would have come without streaming.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/json/json.h"

namespace modus::models {

/// The request with streaming switched on, usage included. Fails with kInvalidArgument when the
/// body is not a JSON object.
Result<std::string> to_streaming_request(std::string_view body);

/// Takes the data of each event of the stream in order. Not thread-safe.
class ChatAssembler {
 public:
  /// Fails with kUnavailable on an event that is no JSON object.
  Result<void> add(std::string_view data);

  /// The stream told its end, or of an error.
  bool complete() const { return done_ || failed(); }
  bool failed() const { return !error_.is_null(); }

  /// The whole "chat.completion" object, or `{"error": …}` as the stream sent it.
  std::string take();

 private:
  struct Choice {
    std::string role = "assistant";
    std::string content;
    bool has_content = false;
    std::map<std::string, std::string, std::less<>> texts;  // "refusal", "reasoning_content"
    std::map<std::int64_t, json::Object> tool_calls;
    json::Array logprobs;
    bool has_logprobs = false;
    json::Value finish_reason;
  };

  void add_choice(const json::Object& choice);
  static void add_delta(Choice& choice, const json::Object& delta);
  static void add_tool_call(Choice& choice, const json::Object& piece);
  static json::Object to_json(std::int64_t index, Choice& choice);

  json::Object head_;  // the members that all pieces share
  json::Value usage_;
  json::Value error_;
  std::map<std::int64_t, Choice> choices_;
  bool done_ = false;
};

}  // namespace modus::models
