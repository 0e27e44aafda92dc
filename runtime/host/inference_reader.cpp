// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/inference_reader.h"

#include <charconv>

#include "runtime/json/json.h"
#include "runtime/models/answer_text.h"
#include "runtime/models/formats/format.h"

namespace modus::host {
namespace {

std::string_view attribute(const JournalRecord& record, std::string_view name) {
  for (const auto& [key, value] : record.attributes) {
    if (key == name) return value;
  }
  return {};
}

std::optional<std::int64_t> number(const JournalRecord& record, std::string_view name) {
  const std::string_view text = attribute(record, name);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The arguments are the model's name and the request; the result is the answer: JSON strings.
std::string string_at(const json::Value& list, std::size_t index) {
  const json::Array* items = list.if_array();
  const bool has_it = items != nullptr && index < items->size() && (*items)[index].is_string();
  return has_it ? std::string((*items)[index].get_string()) : std::string();
}

store::PluginInfo plugin_of(const guest::ModuleInfo& module) {
  return {.id = module.build_id,
          .name = module.plugin,
          .version = module.version,
          .language = module.sdk,
          .sdk_version = module.sdk_version,
          .build_id = module.build_id,
          .build_time = module.build_time,
          .git_repo = module.git_repo,
          .git_commit = module.git_commit};
}

std::optional<std::int64_t> count_of(const json::Object& usage,
                                     std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const json::Value* count = usage.if_contains(name);
    if (count != nullptr && count->is_int64()) return count->get_int64();
  }
  return std::nullopt;
}

// For records whose attributes do not say it: OpenAI's names and those others use for the same.
void read_usage(const json::Value& output, store::Inference& inference) {
  const json::Object* const answer = output.if_object();
  const json::Object* const usage =
      answer == nullptr ? nullptr : json::find_object(*answer, "usage");
  if (usage == nullptr) return;
  if (!inference.tokens_in)
    inference.tokens_in = count_of(*usage, {"prompt_tokens", "input_tokens"});
  if (!inference.tokens_out)
    inference.tokens_out = count_of(*usage, {"completion_tokens", "output_tokens"});
}

void read_attributes(const JournalRecord& record, store::Inference& inference) {
  inference.model_name = attribute(record, "model");
  inference.model_hash = attribute(record, "modelHash");
  inference.provider = attribute(record, "provider");
  inference.provider_model = attribute(record, "providerModel");
  inference.answered_by = attribute(record, "answeredBy");
  inference.finish_reason = attribute(record, "finishReason");
  inference.cached = attribute(record, "cached") == "true" ? 1 : 0;
  inference.streamed = attribute(record, "streamed") == "true" ? 1 : 0;
  inference.attempts = number(record, "attempts").value_or(inference.cached == 1 ? 0 : 1);
  inference.first_token_us = number(record, "firstTokenUs");
  inference.tokens_in = number(record, "inputTokens");
  inference.tokens_out = number(record, "outputTokens");
  inference.tokens_cached = number(record, "cachedTokens");
  inference.cost_micros = number(record, "costMicros");
}

void read_answer(const JournalRecord& record, const HistoryPolicy& policy,
                 store::Inference& inference) {
  const auto result = json::parse(record.result_json);
  if (!result || !result->is_string()) return;
  inference.output = policy.redact(inference.model_name, std::string(result->get_string()));
  const auto output = json::parse(inference.output);
  if (!output) return;
  read_usage(*output, inference);
  auto answer = models::answer_text(policy.manifest(), inference.model_name, *output);
  // An error in the provider's words reaches the guest as an answer.
  if (!answer) inference.error = models::usual_error_words(*output);
  inference.answer = std::move(answer).value_or("");
}

store::Inference to_inference(const JournalRecord& record, const HistoryPolicy& policy) {
  store::Inference inference{
      .execution_id = record.execution_id,
      .sequence = static_cast<std::int64_t>(record.sequence),
      .call = record.call,
      .started_at = record.started_at,
      .duration = std::chrono::duration_cast<std::chrono::microseconds>(record.duration),
      .function = record.function,
      .plugin = plugin_of(record.module)};
  if (record.trace.is_valid()) inference.trace_id = observe::to_hex(record.trace.trace_id);
  read_attributes(record, inference);
  if (const auto arguments = json::parse(record.arguments_json))
    inference.input = policy.redact(inference.model_name, string_at(*arguments, 1));
  if (record.error) {
    inference.error = policy.secrets().apply(record.error->describe());
  } else {
    read_answer(record, policy, inference);
  }
  return inference;
}

}  // namespace

void InferenceReader::use(std::shared_ptr<const HistoryPolicy> policy) {
  const bool is_on = policy && !policy->is_off();
  policy_.store(std::move(policy));
  is_on_ = is_on;
}

void InferenceReader::read(const std::shared_ptr<const JournalRecord>& record) {
  auto policy = policy_.load();
  if (!policy || !policy->keeps(attribute(*record, "model"))) return;
  const std::size_t bytes = record->arguments_json.size() + record->result_json.size();
  history_.append([record, policy = std::move(policy)] { return to_inference(*record, *policy); },
                  bytes);
}

}  // namespace modus::host
