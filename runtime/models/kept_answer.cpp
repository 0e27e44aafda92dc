// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/kept_answer.h"

#include <initializer_list>
#include <optional>

#include "runtime/json/json.h"
#include "runtime/models/answer_text.h"
#include "runtime/models/formats/formats.h"

namespace modus::models {
namespace {

std::optional<std::int64_t> count_of(const json::Object& usage,
                                     std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const json::Value* count = usage.if_contains(name);
    if (count != nullptr && count->is_int64()) return count->get_int64();
  }
  return std::nullopt;
}

// OpenAI's names and those others use for the same.
void read_usage(const json::Object& output, store::Inference& inference) {
  const json::Object* const usage = json::find_object(output, "usage");
  if (usage == nullptr) return;
  if (!inference.tokens_in)
    inference.tokens_in = count_of(*usage, {"prompt_tokens", "input_tokens"});
  if (!inference.tokens_out)
    inference.tokens_out = count_of(*usage, {"completion_tokens", "output_tokens"});
}

}  // namespace

std::string_view format_name(const app::Manifest& manifest, const app::Model& model) {
  const auto format = answer_format(manifest, model);
  if (!format) return {};
  // What modus.json describes is OpenAI's format for guests (formats/mapped.h).
  const auto known = find_format(format->name());
  return known ? known->name() : "openai-chat";
}

void read_answer(store::Inference& inference) {
  if (inference.output.empty() || !inference.error.empty()) return;
  const auto output = json::parse(inference.output);
  if (!output) return;
  if (output->is_object()) read_usage(output->get_object(), inference);
  if (!inference.answer.empty()) return;
  const auto format = find_format(inference.format);
  if (format && output->is_object()) {
    if (auto text = format->text_of(output->get_object())) {
      inference.answer = *std::move(text);
      return;
    }
  }
  inference.error = usual_error_words(*output);
}

}  // namespace modus::models
