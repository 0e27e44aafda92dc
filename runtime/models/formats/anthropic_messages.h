// SPDX-License-Identifier: Apache-2.0
// Anthropic's messages, from Anthropic itself or through Amazon Bedrock's InvokeModel.
// https://docs.anthropic.com/en/api/messages
#pragma once

#include "runtime/models/formats/format.h"

namespace modus::models {

class AnthropicMessages : public Format {
 public:
  std::string_view name() const override { return "anthropic-messages"; }
  Result<void> make_streaming(std::string& url, json::Object& request) const override;
  std::unique_ptr<Assembler> make_assembler() const override;
  Result<std::string> text_of(const json::Object& answer) const override;
  std::optional<TokenUsage> usage_of(const json::Object& answer) const override;
  std::optional<std::uint64_t> most_output_of(const json::Object& request) const override;
  std::string finish_reason_of(const json::Object& answer) const override;
  /// By a tool that the model must call: every model knows tools, only some an output format.
  Support ask_for(json::Object& request, const AnswerSchema& schema) const override;
  Result<std::string> json_of(const json::Object& answer,
                              const AnswerSchema& schema) const override;
  std::vector<std::string> tools_of(const json::Object& request) const override;
  Support offer_tools(json::Object& request, std::span<const Tool> tools) const override;
  std::vector<ToolCall> tool_calls_of(const json::Object& answer) const override;
  void free_tool_choice(json::Object& request) const override;
  void keep_answer(json::Object& request, const json::Object& answer) const override;
  void add_tool_results(json::Object& request, std::span<const ToolResult> results) const override;
  void add_user_text(json::Object& request, std::string_view text) const override;
};

/// The same as Bedrock wants it: the version in the body, the model in the address only.
/// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
class BedrockAnthropicMessages final : public AnthropicMessages {
 public:
  Result<std::string> to_provider(std::string request) const override;
};

}  // namespace modus::models
