// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/inference_reader.h"

#include "runtime/store/record.h"

namespace modus::host {
namespace {

// The arguments are the model's name and the request; the result is the answer.
std::string_view text_of(const types::Value& value) {
  return value.kind() == types::Value::Kind::kString ? value.as_string() : std::string_view();
}

store::BasicPluginInfo<std::string_view> plugin_of(const guest::ModuleInfo& module) {
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

void read_attributes(const JournalRecord& record, store::InferenceView& inference) {
  const auto text = [&](std::string_view name) { return record.find(name).value_or(""); };
  inference.model_name = text("model");
  inference.model_hash = text("modelHash");
  inference.provider = text("provider");
  inference.provider_model = text("providerModel");
  inference.answered_by = text("answeredBy");
  inference.finish_reason = text("finishReason");
  inference.cached = text("cached") == "true" ? 1 : 0;
  inference.streamed = text("streamed") == "true" ? 1 : 0;
  inference.attempts = record.find_number("attempts").value_or(inference.cached == 1 ? 0 : 1);
  inference.first_token_us = record.find_number("firstTokenUs");
  inference.tokens_in = record.find_number("inputTokens");
  inference.tokens_out = record.find_number("outputTokens");
  inference.tokens_cached = record.find_number("cachedTokens");
  inference.cost_micros = record.find_number("costMicros");
}

std::string encoded(const JournalRecord& record, const HistoryPolicy& policy) {
  store::InferenceView inference{
      .execution_id = record.execution_id,
      .root_execution_id = record.root,
      .sequence = static_cast<std::int64_t>(record.sequence),
      .call = record.call,
      .started_at = record.started_at,
      .duration = std::chrono::duration_cast<std::chrono::microseconds>(record.duration),
      .function = record.function,
      .plugin = plugin_of(record.module)};
  read_attributes(record, inference);
  inference.format = policy.format_of(inference.model_name);
  if (record.arguments.size() > 1) inference.input = text_of(record.arguments[1]);
  std::string trace;
  std::string error;
  if (record.trace.is_valid()) inference.trace_id = trace = observe::to_hex(record.trace.trace_id);
  if (record.error != nullptr) {
    inference.error = error = record.error->describe();
  } else {
    inference.output = text_of(record.result);
  }
  return store::encode(inference);
}

std::string without_what_must_not_be_kept(const std::string& record, const HistoryPolicy& policy) {
  auto inference = *store::decode_inference(store::parts_of(record));
  const std::string& model = inference.model_name;
  inference.input = policy.redact(model, std::move(inference.input));
  inference.output = policy.redact(model, std::move(inference.output));
  inference.error = policy.secrets().apply(std::move(inference.error));
  return store::encode(inference);
}

}  // namespace

void InferenceReader::use(std::shared_ptr<const HistoryPolicy> policy) {
  const bool is_on = policy && !policy->is_off();
  policy_.store(std::move(policy));
  is_on_ = is_on;
}

void InferenceReader::read(const JournalRecord& record) {
  auto policy = policy_.load();
  const std::string_view model = record.find("model").value_or("");
  if (!policy || !policy->keeps(model)) return;
  std::string made = encoded(record, *policy);
  // Most records hold nothing that must be left out, and are not taken apart.
  if (!policy->has_rules(model) && !policy->secrets().are_in(made))
    return history_.append(std::move(made));
  history_.append(std::move(made), [policy = std::move(policy)](const std::string& whole) {
    return without_what_must_not_be_kept(whole, *policy);
  });
}

}  // namespace modus::host
