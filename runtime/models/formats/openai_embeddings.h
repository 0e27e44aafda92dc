// SPDX-License-Identifier: Apache-2.0
// OpenAI's embeddings: neither text nor a stream nor tools, but tokens that are paid for.
// https://platform.openai.com/docs/api-reference/embeddings
#pragma once

#include "runtime/models/formats/format.h"

namespace modus::models {

class OpenAiEmbeddings final : public Format {
 public:
  std::string_view name() const override { return "openai-embeddings"; }
  Result<void> make_streaming(std::string& url, json::Object& request) const override;
  std::unique_ptr<Assembler> make_assembler() const override;
  Result<std::string> text_of(const json::Object& answer) const override;
  std::optional<TokenUsage> usage_of(const json::Object& answer) const override;
  Facts facts_of(std::string_view answer) const override;
  std::optional<std::uint64_t> most_output_of(const json::Object&) const override { return 0; }
  void keep_answer(json::Object&, const json::Object&) const override {}
  void add_user_text(json::Object&, std::string_view) const override {}
};

}  // namespace modus::models
