// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/model_service.h"

namespace modus::models {
namespace {

ModelEndpoint local_endpoint(const app::Model& model, local::Purpose purpose) {
  return ModelEndpoint{.model = model.name,
                       .connection = model.connection,
                       .source_model = model.source_model,
                       .url = fmt::format("http://localhost/{}", local::path_of(purpose)),
                       .headers = {},
                       .secret_variables = {},
                       .secrets = {}};
}

local::LocalProviderOptions provider_options(const ModelServiceOptions& options,
                                             local::Purpose purpose) {
  return {.purpose = purpose,
          .app_folder = options.app_folder,
          .stage = options.stage,
          .limits = options.local_limits};
}

}  // namespace

ModelService::ModelService(const ModelServiceOptions& options, Log& log)
    : stage_(options.stage),
      http_(options.stage, options.http_limits, log),
      local_models_(options.local, log),
      local_chat_(provider_options(options, local::Purpose::kChat), local_models_, log),
      local_embeddings_(provider_options(options, local::Purpose::kEmbeddings), local_models_,
                        log) {}

Result<ModelService::Route> ModelService::route_to(const app::Manifest& manifest,
                                                   const app::Environment& environment,
                                                   std::string_view name) {
  MODUS_TRY(model, find_model(manifest, name));
  if (!is_local(manifest, *model)) {
    MODUS_TRY(endpoint, resolve_endpoint(manifest, environment, *model, stage_));
    return Route{http_, std::move(endpoint)};
  }
  MODUS_TRY(purpose, local::purpose_of(*model));
  Provider& provider = purpose == local::Purpose::kChat ? local_chat_ : local_embeddings_;
  return Route{provider, local_endpoint(*model, purpose)};
}

ModelOperation ModelService::invoke(connect::HttpClient& client, const app::Manifest& manifest,
                                    const app::Environment& environment, std::string_view model,
                                    std::string input, Deadline deadline, Done done) {
  auto route = route_to(manifest, environment, model);
  if (!route) return fail_later(client.loop(), route.error(), std::move(done));
  return route->provider.invoke(
      client,
      {.endpoint = std::move(route->endpoint), .body = std::move(input), .deadline = deadline},
      std::move(done));
}

}  // namespace modus::models
