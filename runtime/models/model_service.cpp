// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/model_service.h"

namespace modus::models {
namespace {

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
                       .labels = model.labels};
}

}  // namespace

ModelService::ModelService(ModelServiceOptions options, Log& log)
    : stage_(options.stage),
      http_(options.stage, options.http_limits, log),
      local_models_(std::move(options.local), log),
      local_(local_models_, std::move(options.app_folder), options.stage, options.local_limits,
             log) {}

ModelOperation ModelService::invoke(connect::HttpClient& client, const app::Manifest& manifest,
                                    const app::Environment& environment, std::string_view model,
                                    std::string input, Deadline deadline, Done done) {
  const auto found = find_model(manifest, model);
  if (!found) return fail_later(client.loop(), found.error(), std::move(done));
  const bool here = is_local(manifest, **found);
  auto endpoint =
      here ? resolve_local(**found) : resolve_endpoint(manifest, environment, **found, stage_);
  if (!endpoint) return fail_later(client.loop(), endpoint.error(), std::move(done));
  Provider& provider = here ? static_cast<Provider&>(local_) : http_;
  return provider.invoke(
      client, {.endpoint = *std::move(endpoint), .body = std::move(input), .deadline = deadline},
      std::move(done));
}

}  // namespace modus::models
