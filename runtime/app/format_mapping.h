// SPDX-License-Identifier: Apache-2.0
// A provider's format as modus.json describes it: "format": {"request": …, "response": …,
// "stream": …} of a model. Places are JSON Pointers (RFC 6901); of the guest's side they are those
// of OpenAI's chat completions.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/app/manifest_reader.h"
#include "runtime/base/result.h"
#include "runtime/json/json.h"

namespace modus::app {

/// The formats that have names.
inline constexpr std::array<std::string_view, 7> kModelFormats{"openai-chat",
                                                               "openai-responses",
                                                               "openai-embeddings",
                                                               "anthropic-messages",
                                                               "gemini",
                                                               "bedrock-converse",
                                                               "llama"};

/// Where a value of the guest's request goes.
struct MappedMember {
  std::string from;  // a member, or "text", "system" or "schema": what is behind several members
  std::string to;    // a pointer into the provider's request

  bool operator==(const MappedMember&) const = default;
};

/// Pointers into an answer or an event; empty when the provider tells no such thing.
struct AnswerPlaces {
  std::string text;
  std::string reason;  // why the model stopped
  std::string input_tokens;
  std::string output_tokens;
  std::string cached_tokens;
  std::string error;
  std::string done;  // true in the last event of a stream

  bool operator==(const AnswerPlaces&) const = default;
};

struct FormatMapping {
  json::Object body;  // what every request holds
  std::vector<MappedMember> request;
  AnswerPlaces response;
  bool streams = false;
  std::string stream_suffix;  // put after the URL's path for a stream
  json::Object stream_body;   // what a request for a stream holds besides
  AnswerPlaces stream;

  bool operator==(const FormatMapping&) const = default;
};

/// The mapping in a model's "format" object.
Result<FormatMapping> read_format_mapping(const ManifestNode& node);

}  // namespace modus::app
