// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/llama.h"

#include <utility>

#include "runtime/models/formats/bedrock.h"
#include "runtime/models/formats/members.h"

namespace modus::models {
namespace {

class LlamaAssembler final : public Assembler {
 private:
  void read(std::string_view, json::Object& event, OnDelta& on_delta) override {
    const std::string_view text = text_member(event, "generation");
    generation_ += text;
    if (!text.empty()) on_delta({.text = text});
    for (const std::string_view key :
         {"prompt_token_count", "generation_token_count", "stop_reason"}) {
      json::Value* value = event.if_contains(key);
      if (value != nullptr && !value->is_null()) tail_[key] = std::move(*value);
    }
    if (tail_.contains("stop_reason")) end();
  }

  json::Value take_answer() override {
    json::Object answer{{"generation", std::move(generation_)}};
    merge_members(answer, tail_);
    return answer;
  }

  std::string generation_;
  json::Object tail_;
};

}  // namespace

Result<void> LlamaGeneration::make_streaming(std::string& url, json::Object&) const {
  if (stream_from_bedrock(url)) return {};
  return fail(ErrorCode::kInvalidArgument,
              "a Llama model's address must end with \"/model/NAME/invoke\" to be streamed");
}

std::unique_ptr<Assembler> LlamaGeneration::make_assembler() const {
  return std::make_unique<LlamaAssembler>();
}

Result<std::string> LlamaGeneration::text_of(const json::Object& answer) const {
  if (const auto text = json::find_string(answer, "generation")) return std::string(*text);
  return fail(ErrorCode::kUnavailable, "the answer holds no text");
}

std::optional<TokenUsage> LlamaGeneration::usage_of(const json::Object& answer) const {
  if (!answer.contains("generation_token_count")) return std::nullopt;
  return TokenUsage{.input = count_member(answer, "prompt_token_count"),
                    .output = count_member(answer, "generation_token_count")};
}

std::optional<std::uint64_t> LlamaGeneration::most_output_of(const json::Object& request) const {
  return bound_member(request, "max_gen_len");
}

std::string LlamaGeneration::finish_reason_of(const json::Object& answer) const {
  return std::string(text_member(answer, "stop_reason"));
}

void LlamaGeneration::keep_answer(json::Object& request, const json::Object& answer) const {
  append_member(request, "prompt", text_member(answer, "generation"));
}

void LlamaGeneration::add_user_text(json::Object& request, std::string_view text) const {
  append_member(request, "prompt", "\n\n");
  append_member(request, "prompt", text);
}

}  // namespace modus::models
