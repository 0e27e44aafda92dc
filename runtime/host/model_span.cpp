// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/model_span.h"

#include <charconv>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/host/model_messages.h"
#include "runtime/json/json.h"

namespace modus::host {
namespace {

using observe::MessageContent;

class ModelSpan {
 public:
  ModelSpan(observe::Span& span, const Attributes& known) : span_(span), known_(known) {}

  void describe(const json::Object& request) {
    const std::string_view model = known_model(request);
    const std::string_view operation = operation_of(request);
    span_.set_kind(observe::SpanKind::kClient);
    span_.rename(std::string(operation) + " " + std::string(model));
    span_.set("gen_ai.operation.name", std::string(operation));
    span_.set("gen_ai.request.model", std::string(model));
    copy("provider", "gen_ai.provider.name");
    copy("model", "modus.model.name");
    copy("answeredBy", "modus.model.answered_by");
    copy_number("inputTokens", "gen_ai.usage.input_tokens");
    copy_number("outputTokens", "gen_ai.usage.output_tokens");
    copy_number("cachedTokens", "gen_ai.usage.cache_read.input_tokens");
    copy_number("attempts", "modus.model.attempts");
    copy_number("costMicros", "modus.model.cost_micros");
    if (find("cached")) span_.set("modus.model.cached", true);
    if (find("streamed")) span_.set("gen_ai.request.stream", true);
    if (const auto microseconds = number("firstTokenUs"))
      span_.set("gen_ai.response.time_to_first_chunk", static_cast<double>(*microseconds) / 1e6);
    describe_request(request);
  }

  void describe_answer(const json::Object& answer) {
    copy_text(answer, answer.contains("responseId") ? "responseId" : "id", "gen_ai.response.id");
    copy_text(answer, answer.contains("modelVersion") ? "modelVersion" : "model",
              "gen_ai.response.model");
    if (auto reasons = finish_reasons(answer); !reasons.empty())
      span_.set("gen_ai.response.finish_reasons", std::move(reasons));
  }

 private:
  std::optional<std::string_view> find(std::string_view name) const {
    for (const auto& [key, value] : known_) {
      if (key == name) return value;
    }
    return {};
  }
  std::optional<std::int64_t> number(std::string_view name) const {
    const auto text = find(name);
    std::int64_t value = 0;
    if (!text ||
        std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc())
      return {};
    return value;
  }

  /// What the provider calls the model, as far as is known.
  std::string_view known_model(const json::Object& request) const {
    if (const auto name = find("providerModel")) return *name;
    return json::find_string(request, "model").value_or(find("model").value_or(""));
  }

  static std::string_view operation_of(const json::Object& request) {
    if (request.contains("messages")) return "chat";
    if (request.contains("contents")) return "generate_content";
    if (request.contains("prompt")) return "text_completion";
    // OpenAI's responses have instructions or a model's settings beside their input; what is to be
    // embedded stands alone.
    const bool is_chat = request.contains("instructions") || request.contains("temperature") ||
                         request.contains("max_output_tokens") || request.contains("text");
    return is_chat ? "chat" : "embeddings";
  }

  // Providers spell the same settings differently, and some put them into an object of their own.
  void describe_request(const json::Object& request) {
    for (const std::string_view own : {"generationConfig", "inferenceConfig"}) {
      if (const auto* settings = json::find_object(request, own))
        return describe_settings(*settings);
    }
    describe_settings(request);
  }

  void describe_settings(const json::Object& settings) {
    set_first<double>(settings, "gen_ai.request.temperature", {"temperature"});
    set_first<double>(settings, "gen_ai.request.top_p", {"top_p", "topP"});
    set_first<double>(settings, "gen_ai.request.top_k", {"top_k", "topK"});
    set_first<double>(settings, "gen_ai.request.frequency_penalty",
                      {"frequency_penalty", "frequencyPenalty"});
    set_first<double>(settings, "gen_ai.request.presence_penalty",
                      {"presence_penalty", "presencePenalty"});
    set_first<std::int64_t>(settings, "gen_ai.request.seed", {"seed"});
    set_first<std::int64_t>(settings, "gen_ai.request.choice.count", {"n", "candidateCount"});
    set_first<std::int64_t>(settings, "gen_ai.request.max_tokens",
                            {"max_tokens", "max_completion_tokens", "max_output_tokens",
                             "maxOutputTokens", "maxTokens", "max_gen_len"});
    for (const std::string_view member : {"stop", "stop_sequences", "stopSequences"}) {
      if (auto texts = texts_in(settings, member); !texts.empty())
        return span_.set("gen_ai.request.stop_sequences", std::move(texts));
    }
  }

  // Of the members that there are the first, so that no key comes twice.
  template <class Number>
  void set_first(const json::Object& settings, std::string_view key,
                 std::initializer_list<std::string_view> members) {
    for (const std::string_view member : members) {
      const json::Value* value = settings.if_contains(member);
      if (value == nullptr || !value->is_number()) continue;
      boost::system::error_code no_such_number;
      const auto number = value->to_number<Number>(no_such_number);
      if (!no_such_number) return span_.set(key, number);
    }
  }

  // A text by itself, or those of a list.
  static std::vector<std::string> texts_in(const json::Object& settings, std::string_view member) {
    std::vector<std::string> texts;
    const json::Value* value = settings.if_contains(member);
    if (value == nullptr) return texts;
    if (value->is_string()) return {std::string(value->get_string())};
    for (const json::Value& item : value->is_array() ? value->get_array() : json::Array()) {
      if (item.is_string()) texts.emplace_back(item.get_string());
    }
    return texts;
  }

  void copy(std::string_view name, std::string_view key) {
    if (const auto value = find(name)) span_.set(key, std::string(*value));
  }
  void copy_number(std::string_view name, std::string_view key) {
    if (const auto value = number(name)) span_.set(key, *value);
  }
  void copy_text(const json::Object& object, std::string_view member, std::string_view key) {
    if (const auto text = json::find_string(object, member)) span_.set(key, std::string(*text));
  }

  observe::Span& span_;
  const Attributes& known_;
};

bool names_model(const Attributes& known) {
  for (const auto& [key, value] : known) {
    if (key == "model") return true;
  }
  return false;
}

/// The JSON object in a value that is its text; an empty one when it is none.
json::Object object_in(const types::Value& value) {
  if (value.kind() != types::Value::Kind::kString) return {};
  auto document = json::parse(value.as_string());
  return document && document->is_object() ? std::move(document->get_object()) : json::Object();
}

}  // namespace

void describe_model_call(observe::Span& span, const Attributes& known,
                         std::span<const types::Value> arguments,
                         const Result<types::Value>& answer, MessageContent content) {
  if (!names_model(known)) return;
  const json::Object request = arguments.size() > 1 ? object_in(arguments[1]) : json::Object();
  const json::Object answered = answer ? object_in(*answer) : json::Object();
  ModelSpan model(span, known);
  model.describe(request);
  model.describe_answer(answered);
  if (content == MessageContent::kLeftOut) return;
  span.set("gen_ai.input.messages", input_messages(request));
  if (auto instructions = system_instructions(request); !instructions.empty())
    span.set("gen_ai.system_instructions", std::move(instructions));
  if (answer) span.set("gen_ai.output.messages", output_messages(answered));
}

}  // namespace modus::host
