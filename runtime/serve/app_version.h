// SPDX-License-Identifier: Apache-2.0
// One version of an app, ready to answer: manifest, environment, functions and the GraphQL schema
// made from them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/app/environment.h"
#include "runtime/app/manifest.h"
#include "runtime/functions/module_set.h"
#include "runtime/graphql/engine.h"
#include "runtime/graphql/generate/schema_document.h"
#include "runtime/host/app_host.h"
#include "runtime/host/history_policy.h"
#include "runtime/replay/kept_execution.h"
#include "runtime/serve/graphql/trusted_documents.h"
#include "runtime/serve/static_files.h"

namespace modus::serve {

/// Compares names without making strings of them.
struct FieldLess {
  using is_transparent = void;
  static auto tie(const auto& name) {
    return std::pair<std::string_view, std::string_view>(name.first, name.second);
  }
  bool operator()(const auto& a, const auto& b) const { return tie(a) < tie(b); }
};
/// (root type, field) → function
using FieldMap = std::map<std::pair<std::string, std::string>, functions::FunctionPlace, FieldLess>;

/// An endpoint with what answers it.
struct ServedEndpoint {
  app::Endpoint declared;
  std::shared_ptr<graphql::Engine> graphql;
  std::shared_ptr<const TrustedDocuments> trusted;  // set if persisted queries are "trusted"
};

/// A static site with its files.
struct ServedSite {
  app::StaticSite declared;
  StaticFiles files;
};

/// Immutable and thread-safe. Requests hold the version they began with; its memory goes with the
/// last of them.
struct AppVersion {
  std::string name;  // as the module's package has it; of several modules, as the folder has it
  std::shared_ptr<const app::Manifest> manifest;
  std::shared_ptr<const app::Environment> environment;
  app::Limits limits;
  std::string time_zone;  // of requests that name none
  std::shared_ptr<const host::HistoryPolicy> history_policy;
  std::optional<replay::ExecutionHistory> executions;  // where they are kept, if they are
  std::shared_ptr<const functions::ModuleSet> modules;
  std::vector<ServedEndpoint> endpoints;
  std::vector<ServedSite> sites;
  std::string schema_document;
  FieldMap fields;
  std::vector<graphql::HiddenFunction> hidden;

  /// Null when no endpoint has that path.
  const ServedEndpoint* find_endpoint(std::string_view path) const {
    const auto found = std::ranges::find(endpoints, path, [](const ServedEndpoint& endpoint) {
      return std::string_view(endpoint.declared.path);
    });
    return found == endpoints.end() ? nullptr : &*found;
  }
  /// The site with the longest path that this one is within, or is but for the slash at its end;
  /// null when there is none.
  const ServedSite* find_site(std::string_view path) const;
  /// The function behind a root field; the schema holds no others.
  const functions::FunctionPlace& function_of(std::string_view root, std::string_view field) const {
    return fields.find(std::pair(root, field))->second;
  }
  /// The table of that function, for a call; the version lives as long as somebody has it.
  static std::shared_ptr<const functions::FunctionTable> table(
      const std::shared_ptr<const AppVersion>& version, const functions::FunctionPlace& place) {
    return {version, &version->modules->table(place)};
  }
};

/// The schema of all modules.
Result<graphql::SchemaDocument> make_schema(const functions::ModuleSet& modules);

/// Loads the build folder (modus.json, a .wasm for each module) with the .env files of the other
/// folder. Slow: compiles. Every error says which file is wrong and how; limits that are not
/// granted are logged.
Result<std::shared_ptr<const AppVersion>> load_app_version(
    const std::filesystem::path& folder, const std::filesystem::path& environment_folder,
    std::string_view environment_name, const app::LimitPolicy& limits, sandbox::Engine& engine,
    const host::HostServices& services);

}  // namespace modus::serve
