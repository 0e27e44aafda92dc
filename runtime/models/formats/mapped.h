// SPDX-License-Identifier: Apache-2.0
// A provider whose format modus.json describes. The guest writes OpenAI's chat completions and
// reads such answers; requests, answers and streams are mapped from and to the provider's.
#pragma once

#include <memory>

#include "runtime/app/format_mapping.h"
#include "runtime/models/formats/openai_chat.h"

namespace modus::models {

class MappedFormat final : public OpenAiChat {
 public:
  explicit MappedFormat(std::shared_ptr<const app::FormatMapping> mapping)
      : mapping_(std::move(mapping)) {}

  std::string_view name() const override { return "mapped"; }
  Result<std::string> to_provider(std::string request) const override;
  std::string error_to_guest(std::string body) const override;
  Result<std::string> to_guest(std::string answer) const override;
  /// The request is the provider's, as to_provider() made it.
  Result<void> make_streaming(std::string& url, json::Object& request) const override;
  std::unique_ptr<Assembler> make_assembler() const override;
  std::string error_words(const json::Value& body) const override;
  Support ask_for(json::Object& request, const AnswerSchema& schema) const override;
  Support offer_tools(json::Object& request, std::span<const Tool> tools) const override;
  /// Where the provider gets the last text alone, it holds the turns before.
  void keep_answer(json::Object& request, const json::Object& answer) const override;
  void add_user_text(json::Object& request, std::string_view text) const override;

 private:
  bool sends(std::string_view member) const;

  std::shared_ptr<const app::FormatMapping> mapping_;
};

}  // namespace modus::models
