// SPDX-License-Identifier: Apache-2.0
// How a provider writes requests, answers, streams and errors. Knows no network.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/json/json.h"
#include "runtime/models/formats/assembler.h"
#include "runtime/models/formats/tools.h"

namespace modus::models {

/// What an error's body says in one of the forms that are in use, or nothing.
std::string usual_error_words(const json::Value& body);

/// One provider's wire format. Immutable; thread-safe. Requests and answers are the JSON objects
/// that guest and provider exchange; a member of an unexpected kind counts as absent, for the
/// provider to complain about.
class Format {
 public:
  virtual ~Format() = default;

  /// Its name in modus.json.
  virtual std::string_view name() const = 0;

  /// Asks for a stream instead of an answer in one piece: by the body, by the URL, or both. Fails
  /// with kInvalidArgument when the provider cannot stream this.
  virtual Result<void> make_streaming(std::string& url, json::Object& request) const = 0;
  /// Reads that stream. Never null.
  virtual std::unique_ptr<Assembler> make_assembler() const = 0;

  /// What the provider sends and gets for what the guest wrote and reads: the same, unless the
  /// guest writes another provider's format. They fail with kInvalidArgument and kUnavailable.
  virtual Result<std::string> to_provider(std::string request) const { return request; }
  virtual Result<std::string> to_guest(std::string answer) const { return answer; }
  virtual std::string error_to_guest(std::string body) const { return body; }

  /// The text of an answer. Fails with kUnavailable, saying why there is none.
  virtual Result<std::string> text_of(const json::Object& answer) const = 0;
  virtual std::optional<TokenUsage> usage_of(const json::Object& answer) const = 0;
  /// How many tokens the request lets its answer have at most; nothing: it does not say.
  virtual std::optional<std::uint64_t> most_output_of(const json::Object&) const {
    return std::nullopt;
  }
  /// Why the answer ends, in the provider's word ("stop", "max_tokens", "tool_use"); empty: not
  /// told.
  virtual std::string finish_reason_of(const json::Object&) const { return {}; }
  /// What usage_of() and finish_reason_of() find in an answer's text.
  struct Facts {
    std::optional<TokenUsage> usage = {};
    std::string finish_reason = {};
  };
  virtual Facts facts_of(std::string_view answer) const;
  /// What an error's body says, or nothing when it is no error's.
  virtual std::string error_words(const json::Value& body) const { return usual_error_words(body); }

  /// Asks for an answer that fits the schema; the request stays as it is when there is no native
  /// way. json_of() reads such an answer.
  virtual Support ask_for(json::Object& request, const AnswerSchema& schema) const;
  virtual Result<std::string> json_of(const json::Object& answer, const AnswerSchema& schema) const;

  /// The names of the tools that the request offers.
  virtual std::vector<std::string> tools_of(const json::Object&) const { return {}; }
  /// Offers tools beside those.
  virtual Support offer_tools(json::Object& request, std::span<const Tool> tools) const;
  virtual std::vector<ToolCall> tool_calls_of(const json::Object& answer) const;
  /// Leaves it to the model whether to call a tool, where the request demands that it does.
  virtual void free_tool_choice(json::Object&) const {}

  /// The next round: the model's turn, then what its tools returned or what the user says to it.
  virtual void keep_answer(json::Object& request, const json::Object& answer) const = 0;
  virtual void add_tool_results(json::Object& request, std::span<const ToolResult> results) const;
  virtual void add_user_text(json::Object& request, std::string_view text) const = 0;
};

/// The body to send for a stream of what the guest asked for, and the URL to send it to. Fails with
/// kInvalidArgument when that is no JSON object or cannot be streamed.
Result<std::string> to_streaming(const Format& format, std::string& url, std::string request);

}  // namespace modus::models
