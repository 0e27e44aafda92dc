// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/endpoint.h"

#include <algorithm>

#include <boost/algorithm/string/case_conv.hpp>

#include "runtime/app/http_connection.h"
#include "runtime/models/aws_identity.h"
#include "runtime/models/formats/formats.h"

namespace modus::models {
namespace {

using boost::algorithm::to_lower_copy;

Result<std::string> http_url(const app::Model& model, const app::Connection& connection) {
  if (!connection.endpoint.empty()) {
    if (model.path.empty()) return connection.endpoint;
    return fail(ErrorCode::kInvalidArgument,
                "the model \"{}\" has a \"path\", but its connection \"{}\" names a whole "
                "\"endpoint\"; remove the path, or give the connection a \"baseUrl\"",
                model.name, connection.name);
  }
  if (connection.base_url.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                "the connection \"{}\" has neither \"baseUrl\" nor \"endpoint\"", connection.name);
  }
  if (model.path.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                "the model \"{}\" needs a \"path\", because its connection \"{}\" has a "
                "\"baseUrl\"; for OpenAI it is \"v1/chat/completions\"",
                model.name, connection.name);
  }
  const auto base_end = connection.base_url.find_last_not_of('/') + 1;
  const auto path_start = std::min(model.path.find_first_not_of('/'), model.path.size());
  return connection.base_url.substr(0, base_end) + "/" + model.path.substr(path_start);
}

Result<ModelEndpoint> resolve_http(const app::Model& model, const app::Connection& connection,
                                   const app::Environment& environment) {
  MODUS_TRY(url, http_url(model, connection));
  MODUS_TRY(additions, app::http_additions(connection, environment));
  ModelEndpoint endpoint{.model = model.name,
                         .connection = connection.name,
                         .source_model = model.source_model,
                         .url = app::with_query(url, std::move(additions.query_parameters)),
                         .headers = std::move(additions.headers),
                         .secret_variables = std::move(additions.secret_variables),
                         .secrets = std::move(additions.secrets)};
  endpoint.format = format_of(model, endpoint.url);
  if (connection.aws) MODUS_CHECK(add_aws_identity(endpoint, connection, environment));
  return endpoint;
}

Result<std::string> required(const app::Environment& environment, std::string_view variable,
                             const app::Model& model) {
  if (const auto value = environment.get(variable)) return std::string(*value);
  return fail(ErrorCode::kInvalidArgument,
              "the model \"{}\" uses the connection \"hypermode\", which needs {}; set it in the "
              "environment or in {}",
              model.name, variable, environment.local_file());
}

Result<ModelEndpoint> resolve_hypermode(const app::Model& model,
                                        const app::Environment& environment, Stage stage) {
  ModelEndpoint endpoint{.model = model.name,
                         .connection = "hypermode",
                         .source_model = model.source_model,
                         .url = {},
                         .headers = {},
                         .secret_variables = {},
                         .secrets = {}};
  if (stage == Stage::kProduction) {
    MODUS_TRY(host, required(environment, "HYPERMODE_MODEL_HOST", model));
    const std::string name = to_lower_copy(model.name);
    endpoint.url = fmt::format("http://{0}.{1}/{0}:predict", name, host);
    return endpoint;
  }
  MODUS_TRY(key, required(environment, "HYP_API_KEY", model));
  MODUS_TRY(workspace, required(environment, "HYP_WORKSPACE_ID", model));
  endpoint.url = "https://models.hypermode.host/" + to_lower_copy(model.source_model);
  endpoint.headers = {{"Authorization", "Bearer " + key}, {"HYP-WORKSPACE-ID", workspace}};
  endpoint.secret_variables = {"HYP_API_KEY", "HYP_WORKSPACE_ID"};
  endpoint.secrets = {key, workspace};
  return endpoint;
}

}  // namespace

bool is_local(const app::Manifest& manifest, const app::Model& model) {
  return model.connection == "local" && manifest.find_connection("local") == nullptr;
}

Result<const app::Model*> find_model(const app::Manifest& manifest, std::string_view name) {
  const app::Model* model = manifest.find_model(name);
  if (model != nullptr) return model;
  return fail(ErrorCode::kNotFound, "modus.json defines no model \"{}\"", name);
}

Result<ModelEndpoint> resolve_endpoint(const app::Manifest& manifest,
                                       const app::Environment& environment, const app::Model& model,
                                       Stage stage) {
  if (model.connection == "hypermode") return resolve_hypermode(model, environment, stage);
  const app::Connection* connection = manifest.find_connection(model.connection);
  if (connection == nullptr) {
    return fail(ErrorCode::kNotFound,
                "the model \"{}\" uses the connection \"{}\", which modus.json does not define",
                model.name, model.connection);
  }
  if (connection->type != app::ConnectionType::kHttp) {
    return fail(ErrorCode::kInvalidArgument,
                "the model \"{}\" uses the connection \"{}\", which is of another type than "
                "\"http\"",
                model.name, connection->name);
  }
  return resolve_http(model, *connection, environment);
}

}  // namespace modus::models
