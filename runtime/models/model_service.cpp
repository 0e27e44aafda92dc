// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/model_service.h"

#include "runtime/models/formats/formats.h"
#include "runtime/models/resilience/routing.h"

namespace modus::models {
namespace {

std::shared_ptr<const Format> format_at(local::Purpose purpose) {
  switch (purpose) {
    case local::Purpose::kChat: return find_format("openai-chat");
    case local::Purpose::kEmbeddings: return find_format("openai-embeddings");
    case local::Purpose::kClassification: return nullptr;
  }
  return nullptr;
}

Result<ModelEndpoint> resolve_local(const app::Model& model) {
  const auto purpose = local::purpose_of(model.path);
  if (!purpose) {
    return fail(ErrorCode::kInvalidArgument,
                "the local model \"{}\" has the path \"{}\"; local models answer at "
                "\"v1/chat/completions\", \"v1/embeddings\" and \"v1/classify\" only",
                model.name, model.path);
  }
  if (purpose == local::Purpose::kClassification && model.labels.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                "the local model \"{}\" has the path \"{}\", but no \"labels\" in modus.json to "
                "choose from; add a list of them",
                model.name, model.path);
  }
  return ModelEndpoint{.model = model.name,
                       .connection = model.connection,
                       .source_model = model.source_model,
                       .url = {},
                       .headers = {},
                       .secret_variables = {},
                       .secrets = {},
                       .purpose = *purpose,
                       .format = format_at(*purpose),
                       .labels = model.labels};
}

// The address without what its query may hold: secrets.
std::string_view public_address(const ModelEndpoint& endpoint) {
  return std::string_view(endpoint.url).substr(0, endpoint.url.find('?'));
}

}  // namespace

ModelService::ModelService(ModelServiceOptions options, Log& log)
    : stage_(options.stage),
      log_(log),
      http_(options.stage, options.http_limits, log),
      local_models_(std::move(options.local), log),
      local_(local_models_, std::move(options.app_folder), options.stage, options.local_limits,
             log),
      stacks_(std::move(options.surroundings), std::move(options.data_directory), log) {}

Result<ModelEndpoint> ModelService::endpoint_of(const app::Manifest& manifest,
                                                const app::Environment& environment,
                                                const app::Model& model) const {
  if (is_local(manifest, model)) return resolve_local(model);
  return resolve_endpoint(manifest, environment, model, stage_);
}

Result<std::shared_ptr<const Format>> ModelService::format_of(const app::Manifest& manifest,
                                                              const app::Environment& environment,
                                                              std::string_view model) const {
  MODUS_TRY(found, find_model(manifest, model));
  const auto all = resilience::models_to_ask(manifest, *found, stacks_.surroundings());
  auto endpoint = endpoint_of(manifest, environment, *all.front());
  for (std::size_t i = 1; i < all.size() && !endpoint; ++i)
    endpoint = endpoint_of(manifest, environment, *all[i]);
  if (!endpoint) return std::unexpected(endpoint.error());
  if (endpoint->format) return endpoint->format;
  return fail(ErrorCode::kInvalidArgument,
              "the address of the model \"{0}\" does not tell which format it speaks; set "
              "models.{0}.format in modus.json",
              endpoint->model);
}

resilience::Candidate ModelService::candidate(const app::Manifest& manifest,
                                              const app::Environment& environment,
                                              const app::Model& model) {
  const bool here = is_local(manifest, model);
  auto endpoint = endpoint_of(manifest, environment, model);
  if (!endpoint) return {model.name, std::move(endpoint), nullptr};
  Provider& base = here ? static_cast<Provider&>(local_) : http_;
  auto stack = stacks_.of(model, here ? std::string_view() : public_address(*endpoint), base);
  return {model.name, std::move(endpoint), std::move(stack)};
}

ModelOperation ModelService::invoke(connect::HttpClient& client, const app::Manifest& manifest,
                                    const app::Environment& environment, std::string_view model,
                                    std::string input, CallTimes times, Done done) {
  return stream(client, manifest, environment, model, std::move(input), times, nullptr,
                std::move(done));
}

ModelOperation ModelService::stream(connect::HttpClient& client, const app::Manifest& manifest,
                                    const app::Environment& environment, std::string_view model,
                                    std::string input, CallTimes times, OnDelta on_delta,
                                    Done done) {
  const auto found = find_model(manifest, model);
  if (!found) return fail_later(client.loop(), found.error(), std::move(done));
  std::vector<resilience::Candidate> candidates;
  for (const app::Model* each :
       resilience::models_to_ask(manifest, **found, stacks_.surroundings()))
    candidates.push_back(candidate(manifest, environment, *each));
  return resilience::ask_in_turn(client, std::move(candidates),
                                 {.asked = std::string(model),
                                  .body = std::move(input),
                                  .deadline = times.deadline,
                                  .patience = times.patience,
                                  .trace = std::move(times.trace),
                                  .on_delta = std::move(on_delta)},
                                 log_, std::move(done));
}

}  // namespace modus::models
