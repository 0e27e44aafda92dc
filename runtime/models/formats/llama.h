// SPDX-License-Identifier: Apache-2.0
// Meta's Llama models as Bedrock's InvokeModel has them: a text goes in, its continuation comes
// out. https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html
#pragma once

#include "runtime/models/formats/format.h"

namespace modus::models {

class LlamaGeneration final : public Format {
 public:
  std::string_view name() const override { return "llama"; }
  Result<void> make_streaming(std::string& url, json::Object& request) const override;
  std::unique_ptr<Assembler> make_assembler() const override;
  Result<std::string> text_of(const json::Object& answer) const override;
  std::optional<TokenUsage> usage_of(const json::Object& answer) const override;
  std::optional<std::uint64_t> most_output_of(const json::Object& request) const override;
  std::string finish_reason_of(const json::Object& answer) const override;
  void keep_answer(json::Object& request, const json::Object& answer) const override;
  void add_user_text(json::Object& request, std::string_view text) const override;
};

}  // namespace modus::models
