// SPDX-License-Identifier: Apache-2.0
// OpenAI's responses. https://platform.openai.com/docs/api-reference/responses
#pragma once

#include "runtime/models/formats/format.h"

namespace modus::models {

class OpenAiResponses final : public Format {
 public:
  std::string_view name() const override { return "openai-responses"; }
  Result<void> make_streaming(std::string& url, json::Object& request) const override;
  std::unique_ptr<Assembler> make_assembler() const override;
  Result<std::string> text_of(const json::Object& answer) const override;
  std::optional<TokenUsage> usage_of(const json::Object& answer) const override;
  std::optional<std::uint64_t> most_output_of(const json::Object& request) const override;
  std::string finish_reason_of(const json::Object& answer) const override;
  Support ask_for(json::Object& request, const AnswerSchema& schema) const override;
  std::vector<std::string> tools_of(const json::Object& request) const override;
  Support offer_tools(json::Object& request, std::span<const Tool> tools) const override;
  std::vector<ToolCall> tool_calls_of(const json::Object& answer) const override;
  void free_tool_choice(json::Object& request) const override;
  void keep_answer(json::Object& request, const json::Object& answer) const override;
  void add_tool_results(json::Object& request, std::span<const ToolResult> results) const override;
  void add_user_text(json::Object& request, std::string_view text) const override;
};

}  // namespace modus::models
