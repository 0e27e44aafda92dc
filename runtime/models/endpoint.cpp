// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/endpoint.h"

#include <algorithm>

#include <boost/algorithm/string/case_conv.hpp>

namespace modus::models {
namespace {

using boost::algorithm::to_lower_copy;

// As HTML forms do it: a space is a plus.
std::string query_escape(std::string_view text) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  std::string escaped;
  for (const char c : text) {
    if (c == ' ') {
      escaped += '+';
    } else if (kPlain.contains(c)) {
      escaped += c;
    } else {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

// Connection parameters go after those the URL has, sorted by key.
void add_query(std::string& url, std::vector<std::pair<std::string, std::string>> parameters) {
  std::ranges::sort(parameters);
  char separator = url.contains('?') ? '&' : '?';
  for (const auto& [name, value] : parameters) {
    url += fmt::format("{}{}={}", separator, query_escape(name), query_escape(value));
    separator = '&';
  }
}

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

void note_secrets(ModelEndpoint& endpoint, std::string_view text,
                  const app::Environment& environment) {
  for (auto& variable : app::template_variables(text, endpoint.connection)) {
    auto& known = endpoint.secret_variables;
    if (std::ranges::find(known, variable) != known.end()) continue;
    endpoint.secrets.emplace_back(environment.get(variable).value_or(""));
    known.push_back(std::move(variable));
  }
}

Result<ModelEndpoint> resolve_http(const app::Model& model, const app::Connection& connection,
                                   const app::Environment& environment) {
  ModelEndpoint endpoint{.model = model.name,
                         .connection = connection.name,
                         .source_model = model.source_model,
                         .url = {},
                         .headers = {},
                         .secret_variables = {},
                         .secrets = {}};
  MODUS_TRY(url, http_url(model, connection));
  endpoint.url = std::move(url);
  for (const auto& [name, text] : connection.headers) {
    note_secrets(endpoint, text, environment);
    MODUS_TRY(value, app::expand_template(text, connection.name, environment));
    endpoint.headers.emplace_back(name, std::move(value));
  }
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const auto& [name, text] : connection.query_parameters) {
    note_secrets(endpoint, text, environment);
    MODUS_TRY(value, app::expand_template(text, connection.name, environment));
    parameters.emplace_back(name, std::move(value));
  }
  add_query(endpoint.url, std::move(parameters));
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
