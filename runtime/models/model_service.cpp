// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/model_service.h"

#include <algorithm>

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
