// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/openai_embeddings.h"

#include "runtime/models/formats/members.h"

namespace modus::models {
namespace {

class NothingAssembler final : public Assembler {
 private:
  void read(std::string_view, json::Object&, OnDelta&) override {}
  json::Value take_answer() override { return json::Object(); }
};

}  // namespace

Result<void> OpenAiEmbeddings::make_streaming(std::string&, json::Object&) const {
  return fail(ErrorCode::kInvalidArgument, "embeddings come in one piece; they cannot be streamed");
}

std::unique_ptr<Assembler> OpenAiEmbeddings::make_assembler() const {
  return std::make_unique<NothingAssembler>();
}

Result<std::string> OpenAiEmbeddings::text_of(const json::Object&) const {
  return fail(ErrorCode::kUnavailable, "the answer holds no text: it is embeddings");
}

std::optional<TokenUsage> OpenAiEmbeddings::usage_of(const json::Object& answer) const {
  const json::Object* usage = json::find_object(answer, "usage");
  if (usage == nullptr) return std::nullopt;
  return TokenUsage{.input = count_member(*usage, "prompt_tokens")};
}

// Thousands of numbers usually stand before the usage. They hold no text of anybody's, so it is
// found without reading them.
Format::Facts OpenAiEmbeddings::facts_of(std::string_view answer) const {
  const auto usage = answer.rfind("\"usage\"");
  if (usage == std::string_view::npos) return {};
  return Format::facts_of("{" + std::string(answer.substr(usage)));
}

}  // namespace modus::models
