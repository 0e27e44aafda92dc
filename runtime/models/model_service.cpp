// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/model_service.h"

#include <algorithm>

#include "runtime/models/resilience/routing.h"

namespace modus::models {
namespace {

Result<ModelEndpoint> resolve_local(const app::Model& model) {
  constexpr std::string_view kChat = "v1/chat/completions";
  const std::string_view path =
      std::string_view(model.path)
          .substr(std::min(model.path.find_first_not_of('/'), model.path.size()));
  if (!path.empty() && path != kChat) {
    return fail(ErrorCode::kInvalidArgument,
                "the local model \"{}\" has the path \"{}\"; local models answer at \"{}\" only",
                model.name, model.path, kChat);
  }
  return ModelEndpoint{.model = model.name,
                       .connection = model.connection,
                       .source_model = model.source_model,
                       .url = fmt::format("http://localhost/{}", kChat),
                       .headers = {},
                       .secret_variables = {},
                       .secrets = {}};
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

resilience::Candidate ModelService::candidate(const app::Manifest& manifest,
                                              const app::Environment& environment,
                                              const app::Model& model) {
  const bool here = is_local(manifest, model);
  auto endpoint =
      here ? resolve_local(model) : resolve_endpoint(manifest, environment, model, stage_);
  if (!endpoint) return {model.name, std::move(endpoint), nullptr};
  Provider& base = here ? static_cast<Provider&>(local_) : http_;
  auto stack = stacks_.of(model, here ? std::string_view() : public_address(*endpoint), base);
  return {model.name, std::move(endpoint), std::move(stack)};
}

ModelOperation ModelService::invoke(connect::HttpClient& client, const app::Manifest& manifest,
                                    const app::Environment& environment, std::string_view model,
                                    std::string input, CallTimes times, Done done) {
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
                                  .patience = times.patience},
                                 log_, std::move(done));
}

}  // namespace modus::models
