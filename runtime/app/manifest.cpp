// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/manifest.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

#include "runtime/app/manifest_reader.h"
#include "runtime/app/model_chain.h"
#include "runtime/base/sha256.h"

namespace modus::app {
namespace {

struct TypeName {
  std::string_view name;
  ConnectionType type;
};
constexpr std::array kConnectionTypes{
    TypeName{"http", ConnectionType::kHttp},   TypeName{"postgresql", ConnectionType::kPostgresql},
    TypeName{"mysql", ConnectionType::kMysql}, TypeName{"dgraph", ConnectionType::kDgraph},
    TypeName{"neo4j", ConnectionType::kNeo4j},
};

std::string_view to_string(ConnectionType type) {
  return std::ranges::find(kConnectionTypes, type, &TypeName::type)->name;
}

// The original runtime ignores other keys in these objects, and so must we; but who wrote "budgets"
// should hear that there are none.
constexpr std::array<std::string_view, 11> kRootKeys{
    "$schema", "build",  "modules", "endpoints", "models",     "connections",
    "limits",  "budget", "history", "compat",    "collections"};
constexpr std::array<std::string_view, 16> kModelKeys{
    "sourceModel", "provider", "connection", "path",   "format", "labels", "route", "fallback",
    "timeouts",    "retries",  "breaker",    "limits", "cache",  "budget", "price", "history"};

constexpr std::string_view kSpace = " \t\n\v\f\r";

bool is_http_url(std::string_view text) {
  for (std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme) && text.size() > scheme.size())
      return text.find_first_of(kSpace) == text.npos;
  }
  return false;
}

Result<void> read_format(const ManifestNode& node, Model& model) {
  if (node.holds_object("format")) {
    MODUS_TRY(format, node.object("format"));
    MODUS_TRY(mapping, read_format_mapping(*format));
    model.mapping = std::make_shared<const FormatMapping>(std::move(mapping));
    return {};
  }
  MODUS_TRY(name, node.string("format"));
  if (!name) return {};
  MODUS_TRY(choice, node.required_choice("format", kModelFormats));
  model.format = kModelFormats[choice];
  return {};
}

// A route has nothing of its own: the models it leads to have their addresses and limits.
Result<void> check_route(const ManifestNode& node) {
  for (const std::string_view key :
       {"sourceModel", "provider", "connection", "path", "format", "timeouts", "retries", "breaker",
        "limits", "cache", "history", "budget", "price"}) {
    if (node.has(key))
      return node.wrong(key, R"(has no meaning beside "route"; it belongs to the models there)");
  }
  return {};
}

Result<Model> read_model(const ManifestNode& node, std::string_view name) {
  Model model;
  model.name = name;
  MODUS_CHECK(read_model_chain(node, model));
  if (model.is_route()) {
    MODUS_CHECK(check_route(node));
    return model;
  }
  MODUS_TRY(source_model, node.string("sourceModel"));
  MODUS_TRY(provider, node.string("provider"));
  MODUS_TRY(connection, node.required_string("connection"));
  MODUS_TRY(path, node.string("path"));
  MODUS_TRY(labels, node.strings("labels"));
  model.source_model = source_model.value_or("");
  model.provider = provider.value_or("");
  model.connection = connection;
  model.path = path.value_or("");
  MODUS_CHECK(read_format(node, model));
  model.labels = std::move(labels);
  MODUS_TRY(policy, read_model_policy(node));
  model.policy = policy;
  MODUS_TRY(history, read_history_rules(node));
  model.history = std::move(history);
  return model;
}

Result<void> read_http(const ManifestNode& node, Connection& connection) {
  MODUS_TRY(base_url, node.string("baseUrl"));
  MODUS_TRY(endpoint, node.string("endpoint"));
  if (base_url.has_value() == endpoint.has_value())
    return node.wrong("", "must have exactly one of baseUrl and endpoint");
  if (base_url) {
    if (is_http_url(*base_url) && !base_url->ends_with('/'))
      return node.wrong("baseUrl", R"(is "{}"; add the "/" it must end with: "{}/")", *base_url,
                        *base_url);
    if (!is_http_url(*base_url) || base_url->ends_with("://") || base_url->ends_with(":///"))
      return node.wrong("baseUrl", R"(is "{}"; it must be a URL like "https://api.example.com/")",
                        *base_url);
    connection.base_url = *base_url;
  } else {
    if (!is_http_url(*endpoint))
      return node.wrong("endpoint",
                        R"(is "{}"; it must be a URL like "https://api.example.com/v1/chat")",
                        *endpoint);
    connection.endpoint = *endpoint;
  }
  MODUS_TRY(headers, node.string_members("headers"));
  MODUS_TRY(query_parameters, node.string_members("queryParameters"));
  connection.headers = std::move(headers);
  connection.query_parameters = std::move(query_parameters);
  MODUS_TRY(aws, node.object("aws"));
  if (!aws) return {};
  MODUS_CHECK(aws->allow_only(std::array<std::string_view, 2>{"region", "service"}));
  MODUS_TRY(region, aws->string("region"));
  MODUS_TRY(service, aws->string("service"));
  connection.aws =
      AwsSigning{.region = region.value_or(""), .service = service.value_or("bedrock")};
  return {};
}

Result<void> read_settings(const ManifestNode& node, Connection& connection,
                           std::span<const std::string_view> keys) {
  for (std::string_view key : keys) {
    MODUS_TRY(value, node.string(key));
    if (value) connection.settings.emplace(key, std::move(*value));
  }
  return {};
}

Result<void> read_database(const ManifestNode& node, Connection& connection) {
  static constexpr std::string_view kKeys[] = {"connString", "grpcTarget", "key",
                                               "dbUri",      "username",   "password"};
  const auto keys = std::span(kKeys);
  switch (connection.type) {
    case ConnectionType::kHttp: break;
    case ConnectionType::kPostgresql:
    case ConnectionType::kMysql: {
      MODUS_CHECK(node.required_string("connString"));
      return read_settings(node, connection, keys.first(1));
    }
    case ConnectionType::kDgraph: {
      MODUS_CHECK(read_settings(node, connection, keys.first(3)));
      if (connection.settings.contains("connString") == connection.settings.contains("grpcTarget"))
        return node.wrong("", "must have exactly one of connString and grpcTarget");
      return {};
    }
    case ConnectionType::kNeo4j: {
      MODUS_CHECK(node.required_string("dbUri"));
      return read_settings(node, connection, keys.last(3));
    }
  }
  return {};
}

Result<Connection> read_connection(const ManifestNode& node, std::string_view name) {
  if (name == "hypermode")
    return node.wrong("", "takes the name of a connection that is built in; choose another name");
  std::vector<std::string_view> names;
  for (const TypeName& type : kConnectionTypes) names.push_back(type.name);
  MODUS_TRY(type, node.required_choice("type", names));

  Connection connection;
  connection.name = name;
  connection.type = kConnectionTypes[type].type;
  if (connection.type == ConnectionType::kHttp) {
    MODUS_CHECK(read_http(node, connection));
  } else {
    MODUS_CHECK(read_database(node, connection));
  }
  return connection;
}

std::string known_connections(const Manifest& manifest) {
  std::string list = R"("local", "hypermode")";
  for (const Connection& connection : manifest.connections)
    list += fmt::format(R"(, "{}")", connection.name);
  return list;
}

/// The rules that tie a model to its connection (contract sections 7.2 and 7.4).
Result<void> check_model(const ManifestNode& node, const Model& model, const Manifest& manifest) {
  const Connection* connection = manifest.find_connection(model.connection);
  const bool local =
      model.connection == "local" && connection == nullptr;  // an app's own goes first
  if (!local && !model.labels.empty())
    return node.wrong("labels", R"(are allowed only with the connection "local")");
  const bool hypermode = model.connection == "hypermode";
  if (!hypermode && !model.provider.empty())
    return node.wrong("provider", R"(is allowed only with the connection "hypermode")");
  if (hypermode) {
    if (model.source_model.empty())
      return node.wrong("sourceModel", R"(is missing; the connection "hypermode" needs it)");
    if (model.provider != "hugging-face")
      return node.wrong("provider", R"(must be "hugging-face" with the connection "hypermode")");
    return {};
  }
  if (local) {
    if (!model.source_model.empty()) return {};
    return node.wrong("sourceModel", R"(is missing; the connection "local" needs it)");
  }
  if (connection == nullptr)
    return node.wrong("connection", R"(is "{}", but there is no such connection; there are {})",
                      model.connection, known_connections(manifest));
  if (connection->type != ConnectionType::kHttp)
    return node.wrong("connection", R"(is "{}", a connection of type "{}"; a model needs "http")",
                      model.connection, to_string(connection->type));
  if (!connection->base_url.empty() && model.path.empty())
    return node.wrong("path", R"(is missing; the connection "{}" has a baseUrl to add it to)",
                      connection->name);
  if (!connection->endpoint.empty() && !model.path.empty())
    return node.wrong("path",
                      R"(is not allowed: the endpoint of the connection "{}" is a whole URL)",
                      connection->name);
  return {};
}

Result<void> read_models(const ManifestNode& root, Manifest& manifest) {
  MODUS_TRY(nodes, root.named_members("models"));
  for (const auto& [name, node] : nodes) {
    std::ranges::copy(node.notes_on_others(kModelKeys), std::back_inserter(manifest.notes));
    MODUS_TRY(model, read_model(node, name));
    if (!model.is_route()) MODUS_CHECK(check_model(node, model, manifest));
    manifest.models.push_back(std::move(model));
  }
  return check_model_chains(manifest);
}

template <class T>
Result<void> add_endpoint(const ManifestNode& node, T endpoint, std::vector<T>& endpoints) {
  const auto twin = std::ranges::find(endpoints, endpoint.path, &T::path);
  if (twin != endpoints.end())
    return node.wrong("path", R"(is "{}", which endpoints.{} has already)", endpoint.path,
                      twin->name);
  endpoints.push_back(std::move(endpoint));
  return {};
}

Result<void> read_endpoints(const ManifestNode& root, Manifest& manifest) {
  MODUS_TRY(nodes, root.named_members("endpoints"));
  for (const auto& [name, node] : nodes) {
    MODUS_TRY(type,
              node.required_choice("type", std::array<std::string_view, 2>{"graphql", "static"}));
    if (type == 0) {
      MODUS_TRY(endpoint, Endpoint::read(node, name));
      MODUS_CHECK(add_endpoint(node, std::move(endpoint), manifest.endpoints));
    } else {
      MODUS_TRY(site, StaticSite::read(node, name));
      MODUS_CHECK(add_endpoint(node, std::move(site), manifest.sites));
    }
  }
  return {};
}

Result<void> read_limits(const ManifestNode& root, Manifest& manifest) {
  MODUS_TRY(limits, root.object("limits"));
  if (!limits) return {};
  std::array<std::string_view, kLimitCount> keys;
  std::ranges::transform(kLimitRules, keys.begin(), &LimitRule::key);
  MODUS_CHECK(limits->allow_only(keys));
  for (const LimitRule& rule : kLimitRules) {
    MODUS_TRY(value, limits->integer(rule.key, rule.least, rule.most));
    manifest.limits[rule.limit] = value;
  }
  return {};
}

Result<void> read_build(const ManifestNode& root, Manifest& manifest) {
  MODUS_TRY(build, root.object("build"));
  if (!build) return {};
  constexpr std::array<std::string_view, 2> kCompilers{"go", "tinygo"};
  MODUS_TRY(compiler, build->choice("compiler", kCompilers));
  if (compiler) manifest.go_compiler = kCompilers[*compiler];
  return {};
}

Result<void> read_compatibility(const ManifestNode& root, Manifest& manifest) {
  MODUS_TRY(compat, root.object("compat"));
  if (compat) {
    MODUS_CHECK(compat->allow_only(std::array<std::string_view, 1>{"guestEnvironment"}));
    MODUS_TRY(guest_environment, compat->boolean("guestEnvironment"));
    manifest.guest_environment = guest_environment.value_or(false);
  }
  return {};
}

}  // namespace

std::string Model::hash() const {
  return sha256_hex(fmt::format("{}|{}|{}|{}|{}", name, source_model, provider, connection, path));
}

std::vector<std::string> Manifest::files() const {
  std::vector<std::string> files;
  for (const Endpoint& endpoint : endpoints) {
    if (!endpoint.trusted_documents.empty()) files.push_back(endpoint.trusted_documents);
  }
  return files;
}

std::vector<std::string> Manifest::folders() const {
  std::vector<std::string> folders;
  for (const StaticSite& site : sites) folders.push_back(site.folder);
  return folders;
}

const Module* Manifest::find_module(std::string_view name) const {
  const auto found = std::ranges::find(modules, name, &Module::name);
  return found == modules.end() ? nullptr : &*found;
}

const Model* Manifest::find_model(std::string_view name) const {
  const auto found = std::ranges::find(models, name, &Model::name);
  return found == models.end() ? nullptr : &*found;
}

const Connection* Manifest::find_connection(std::string_view name) const {
  const auto found = std::ranges::find(connections, name, &Connection::name);
  return found == connections.end() ? nullptr : &*found;
}

Result<Manifest> Manifest::parse(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  auto document = json::parse(text, json::Syntax::kComments);
  if (!document) return fail(document.error().code(), "modus.json: {}", document.error().message());
  if (!document->is_object())
    return fail(ErrorCode::kInvalidArgument, "modus.json must hold an object");

  const ManifestNode root(document->get_object(), "");
  Manifest manifest;
  manifest.notes = root.notes_on_others(kRootKeys);
  MODUS_TRY(modules, read_modules(root));
  manifest.modules = std::move(modules);
  MODUS_TRY(connections, root.named_members("connections"));
  for (const auto& [name, node] : connections) {
    MODUS_TRY(connection, read_connection(node, name));
    manifest.connections.push_back(std::move(connection));
  }
  MODUS_CHECK(read_models(root, manifest));
  MODUS_CHECK(read_endpoints(root, manifest));
  MODUS_CHECK(read_limits(root, manifest));
  MODUS_TRY(budget, read_model_budget(root));
  manifest.budget = budget;
  MODUS_CHECK(read_build(root, manifest));
  MODUS_CHECK(read_compatibility(root, manifest));
  MODUS_TRY(history, read_history_rules(root));
  manifest.history = std::move(history);
  return manifest;
}

}  // namespace modus::app
