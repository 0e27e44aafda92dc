// SPDX-License-Identifier: Apache-2.0
// Tools and schemas as every format knows them.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/json/json.h"

namespace modus::models {

/// What a model may call.
struct Tool {
  std::string name;  // letters, digits, _ and -, at most 64: what all providers take
  std::string description;
  json::Value parameters;  // a JSON Schema of an object
};

/// A model's wish that a tool be called.
struct ToolCall {
  std::string id;  // empty when the provider gives none; then the name tells whose result it is
  std::string name;
  std::string arguments;  // JSON as the model wrote it, which may be none
};

enum class ToolStatus { kOk, kFailed };

struct ToolResult {
  std::string id;  // the call's
  std::string name;
  std::string content;
  ToolStatus status = ToolStatus::kOk;
};

/// What an answer shall look like.
struct AnswerSchema {
  std::string name;  // as a tool's
  json::Value schema;
};

/// Whether a provider has a way of its own for what was asked.
enum class Support { kNative, kNone };

/// What an answer took.
struct TokenUsage {
  std::uint64_t input = 0;   // all of the request, what came from the provider's cache included
  std::uint64_t output = 0;  // all that was generated, reasoning included
  std::uint64_t cached = 0;  // the part of the input that came from the cache

  bool operator==(const TokenUsage&) const = default;
};

}  // namespace modus::models
