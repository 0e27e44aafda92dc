// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/inference_reader.h"

#include "runtime/json/json.h"

namespace modus::host {
namespace {

std::string attribute(const JournalRecord& record, std::string_view name) {
  for (const auto& [key, value] : record.attributes) {
    if (key == name) return value;
  }
  return {};
}

// invokeModel's arguments are the model's name and the request; its result is the answer: JSON
// strings all.
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

}  // namespace

void InferenceReader::read(const std::shared_ptr<const JournalRecord>& record) {
  store::Inference inference{
      .model_hash = attribute(*record, "modelHash"),
      .model_name = attribute(*record, "model"),
      .started_at = record->started_at,
      .duration = std::chrono::duration_cast<std::chrono::milliseconds>(record->duration),
      .function = record->function,
      .plugin = plugin_of(record->module)};
  if (auto arguments = json::parse(record->arguments_json))
    inference.input = string_at(*arguments, 1);
  if (record->error) {
    inference.error = record->error->describe();
  } else if (auto result = json::parse(record->result_json); result && result->is_string()) {
    inference.output = result->get_string();
  }
  history_.append(std::move(inference));
}

}  // namespace modus::host
