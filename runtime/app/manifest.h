// SPDX-License-Identifier: Apache-2.0
// modus.json: which endpoints an app serves, which models it may call, and over which connections
// (contract section 7).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/app/endpoint.h"
#include "runtime/app/format_mapping.h"
#include "runtime/app/history_rules.h"
#include "runtime/app/limits.h"
#include "runtime/app/model_policy.h"
#include "runtime/app/modules.h"
#include "runtime/app/static_site.h"
#include "runtime/base/result.h"

namespace modus::app {

struct Model {
  std::string name;
  std::string source_model;
  std::string provider;
  std::string connection;  // "local", "hypermode", or one of the manifest's connections
  std::string path;
  std::vector<std::string> labels = {};               // of a local model that classifies, in order
  std::string format = {};                            // a name; empty: as its address tells
  std::shared_ptr<const FormatMapping> mapping = {};  // or described in full
  ModelPolicy policy = {};
  HistoryRules history = {};
  std::vector<std::pair<std::string, std::uint64_t>> route = {};  // models with their weights
  std::vector<std::string> fallback = {};                         // models, in order

  /// Whether it is a model of its own; if not, others answer for it, and the route names them.
  bool is_route() const { return !route.empty(); }

  bool operator==(const Model&) const = default;

  /// Identifies the model's definition in the inference history (contract section 7.6): sha256 in
  /// hex.
  std::string hash() const;
};

enum class ConnectionType { kHttp, kPostgresql, kMysql, kDgraph, kNeo4j };

/// Requests are signed with AWS Signature Version 4.
struct AwsSigning {
  std::string region;  // empty: as the host's name or AWS_REGION tells
  std::string service = "bedrock";
};

struct Connection {
  std::string name;
  ConnectionType type = ConnectionType::kHttp;
  std::string base_url;  // http: exactly one of base_url and endpoint
  std::string endpoint;
  std::vector<std::pair<std::string, std::string>> headers;  // values may hold {{SECRET}} templates
  std::vector<std::pair<std::string, std::string>> query_parameters;  // likewise
  std::map<std::string, std::string, std::less<>>
      settings;  // databases: connString, dbUri, username, …
  std::optional<AwsSigning> aws = {};
};

/// A manifest as read; templates are not filled in. Immutable once parsed.
struct Manifest {
  std::vector<Module> modules;  // each after those it may call; none: the app is one module
  std::vector<Endpoint> endpoints;
  std::vector<StaticSite> sites;
  std::vector<Model> models;
  std::vector<Connection> connections;
  std::string go_compiler = "go";  // or "tinygo": what Go modules are built with
  bool guest_environment = false;  // "compat": {"guestEnvironment": true}
  GivenLimits limits;
  HistoryRules history;
  ModelBudget budget;  // of all models together
  /// What its author should hear: of keys that nobody knows.
  std::vector<std::string> notes;

  /// The files besides modus.json that belong to an app, relative to its folder.
  std::vector<std::string> files() const;
  /// The folders with more of them.
  std::vector<std::string> folders() const;
  const Module* find_module(std::string_view name) const;
  const Model* find_model(std::string_view name) const;
  const Connection* find_connection(std::string_view name) const;

  /// Fails with kInvalidArgument naming line and column, or the key and what is wrong with it.
  static Result<Manifest> parse(std::string_view text);
};

}  // namespace modus::app
