// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/formats.h"

#include <algorithm>
#include <array>

#include "runtime/models/formats/anthropic_messages.h"
#include "runtime/models/formats/bedrock.h"
#include "runtime/models/formats/bedrock_converse.h"
#include "runtime/models/formats/gemini.h"
#include "runtime/models/formats/llama.h"
#include "runtime/models/formats/mapped.h"
#include "runtime/models/formats/openai_chat.h"
#include "runtime/models/formats/openai_embeddings.h"
#include "runtime/models/formats/openai_responses.h"

namespace modus::models {
namespace {

// A format without state, which nobody has to own.
template <class F>
std::shared_ptr<const Format> shared() {
  static const F kFormat;
  return {std::shared_ptr<void>(), &kFormat};
}

struct Entry {
  std::string_view name;
  std::shared_ptr<const Format> (*format)();
};
constexpr std::array kFormats{
    Entry{"openai-chat", &shared<OpenAiChat>},
    Entry{"openai-responses", &shared<OpenAiResponses>},
    Entry{"openai-embeddings", &shared<OpenAiEmbeddings>},
    Entry{"anthropic-messages", &shared<AnthropicMessages>},
    Entry{"gemini", &shared<GeminiGenerate>},
    Entry{"bedrock-converse", &shared<BedrockConverse>},
    Entry{"llama", &shared<LlamaGeneration>},
};
static_assert(std::ranges::equal(kFormats, app::kModelFormats, {}, &Entry::name));

// The ends of paths that tell what is spoken there, on whichever host.
struct PathEnd {
  std::string_view end;
  std::string_view format;
};
constexpr std::array kPathEnds{
    PathEnd{"/chat/completions", "openai-chat"}, PathEnd{"/responses", "openai-responses"},
    PathEnd{"/embeddings", "openai-embeddings"}, PathEnd{"/v1/messages", "anthropic-messages"},
    PathEnd{":generateContent", "gemini"},       PathEnd{":streamGenerateContent", "gemini"},
    PathEnd{"/converse", "bedrock-converse"},    PathEnd{"/converse-stream", "bedrock-converse"},
};

// Bedrock's InvokeModel takes each model's own format.
bool invokes(std::string_view path) {
  return path.contains("/model/") && path.ends_with("/invoke");
}

// The model's name is a part of the path.
std::string_view invoked_format(std::string_view path) {
  if (!invokes(path)) return {};
  const std::string_view name = path.substr(path.rfind("/model/"));
  if (name.contains("anthropic.")) return "anthropic-messages";
  if (name.contains("meta.llama")) return "llama";
  return {};
}

std::string_view format_at(std::string_view path) {
  const auto end = std::ranges::find_if(
      kPathEnds, [&](const PathEnd& known) { return path.ends_with(known.end); });
  return end != kPathEnds.end() ? end->format : invoked_format(path);
}

}  // namespace

std::shared_ptr<const Format> find_format(std::string_view name) {
  const auto found = std::ranges::find(kFormats, name, &Entry::name);
  return found == kFormats.end() ? nullptr : found->format();
}

std::shared_ptr<const Format> format_of(const app::Model& model, std::string_view url) {
  if (model.mapping) return std::make_shared<MappedFormat>(model.mapping);
  const std::string_view path = without_query(url);
  const std::string_view name = model.format.empty() ? format_at(path) : model.format;
  if (name == "anthropic-messages" && invokes(path)) return shared<BedrockAnthropicMessages>();
  return find_format(name);
}

}  // namespace modus::models
