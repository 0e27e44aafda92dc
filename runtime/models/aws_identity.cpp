// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/aws_identity.h"

#include <utility>

namespace modus::models {
namespace {

std::string value_of(const app::Environment& environment, std::string_view variable) {
  return std::string(environment.get(variable).value_or(""));
}

// "https://bedrock-runtime.eu-west-1.amazonaws.com/…" names eu-west-1.
std::string region_of_host(std::string_view url) {
  const auto end = url.find(".amazonaws.com");
  if (end == std::string_view::npos) return {};
  const std::string_view host = url.substr(0, end);
  const auto dot = host.rfind('.');
  return dot == std::string_view::npos ? std::string() : std::string(host.substr(dot + 1));
}

Result<std::string> region_of(const ModelEndpoint& endpoint, const app::Connection& connection,
                              const app::Environment& environment) {
  for (std::string region :
       {connection.aws->region, region_of_host(endpoint.url), value_of(environment, "AWS_REGION"),
        value_of(environment, "AWS_DEFAULT_REGION")}) {
    if (!region.empty()) return region;
  }
  return fail(ErrorCode::kInvalidArgument,
              "the connection \"{}\" needs a region: set connections.{}.aws.region in modus.json",
              connection.name, connection.name);
}

}  // namespace

Result<void> add_aws_identity(ModelEndpoint& endpoint, const app::Connection& connection,
                              const app::Environment& environment) {
  MODUS_TRY(region, region_of(endpoint, connection, environment));
  const auto secret = [&](std::string_view name) {
    return app::secret_variable(connection.name, name);
  };
  const bool own = environment.get(secret("ACCESS_KEY_ID")).has_value();
  const auto variable = [&](std::string_view name) {
    return own ? secret(name) : fmt::format("AWS_{}", name);
  };
  AwsIdentity identity{
      .credentials = {.access_key_id = value_of(environment, variable("ACCESS_KEY_ID")),
                      .secret_access_key = value_of(environment, variable("SECRET_ACCESS_KEY")),
                      .session_token = value_of(environment, variable("SESSION_TOKEN"))},
      .scope = {.region = std::move(region), .service = connection.aws->service}};
  if (identity.credentials.access_key_id.empty() ||
      identity.credentials.secret_access_key.empty()) {
    return fail(
        ErrorCode::kInvalidArgument,
        "the connection \"{}\" signs its requests for AWS and needs keys: set {} and {}, or "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in the environment or in {}",
        connection.name, secret("ACCESS_KEY_ID"), secret("SECRET_ACCESS_KEY"),
        environment.local_file());
  }
  for (const std::string_view name : {"ACCESS_KEY_ID", "SECRET_ACCESS_KEY"}) {
    endpoint.secret_variables.push_back(variable(name));
    endpoint.secrets.push_back(value_of(environment, variable(name)));
  }
  endpoint.aws = std::move(identity);
  return {};
}

}  // namespace modus::models
