// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/app_version.h"

#include "runtime/app/app_folder.h"
#include "runtime/app/read_file.h"
#include "runtime/serve/engine_options.h"

namespace modus::serve {
namespace {

// Tokens cannot be verified yet, so an app that relies on them must not be served as if they were.
Result<void> check_auth(const app::Manifest& manifest, const app::Environment& environment) {
  const bool has_keys = environment.get("MODUS_PEMS") || environment.get("MODUS_JWKS_ENDPOINTS");
  for (const app::Endpoint& endpoint : manifest.endpoints) {
    if (has_keys && endpoint.auth == app::Auth::kBearerToken) {
      return fail(ErrorCode::kPermissionDenied,
                  "endpoint \"{}\" wants bearer tokens verified with MODUS_PEMS or "
                  "MODUS_JWKS_ENDPOINTS, which this "
                  "version cannot do; put a verifying proxy in front and set \"auth\": \"none\"",
                  endpoint.name);
    }
  }
  return {};
}

Result<std::shared_ptr<const TrustedDocuments>> load_trusted(const std::filesystem::path& file,
                                                             graphql::Engine& engine) {
  constexpr std::uint64_t kLongest = 16u << 20;
  MODUS_TRY(text, app::read_file(file, kLongest));
  auto documents = TrustedDocuments::parse(text);
  if (!documents) return std::unexpected(documents.error().within(file.string()));
  if (const auto checked = documents->check(engine); !checked)
    return std::unexpected(checked.error().within(file.string()));
  return std::make_shared<const TrustedDocuments>(*std::move(documents));
}

/// Endpoints answer by engines of their own, for what they grant is the engine's to know.
Result<ServedEndpoint> load_endpoint(const app::Endpoint& declared,
                                     const std::filesystem::path& folder,
                                     std::string_view schema_document,
                                     graphql::EngineOptions options) {
  MODUS_TRY(engine, graphql::Engine::create(schema_document, std::move(options)));
  ServedEndpoint endpoint{.declared = declared, .graphql = std::move(engine), .trusted = nullptr};
  if (declared.persisted_queries == app::PersistedQueries::kTrusted) {
    MODUS_TRY(trusted, load_trusted(folder / declared.trusted_documents, *endpoint.graphql));
    endpoint.trusted = std::move(trusted);
  }
  return endpoint;
}

Result<void> load_endpoints(AppVersion& version, const std::filesystem::path& folder,
                            std::string_view environment_name) {
  graphql::EngineOptions options = engine_options(version.limits);
  for (const app::Endpoint& declared : version.manifest->endpoints) {
    options.incremental = declared.incremental;
    options.introspection = declared.introspection.value_or(environment_name == "dev");
    MODUS_TRY(endpoint, load_endpoint(declared, folder, version.schema_document, options));
    version.endpoints.push_back(std::move(endpoint));
  }
  if (version.endpoints.empty())
    MODUS_CHECK(graphql::Engine::create(version.schema_document, options));
  for (const app::StaticSite& declared : version.manifest->sites) {
    MODUS_TRY(files, StaticFiles::load(folder / declared.folder));
    version.sites.push_back({declared, std::move(files)});
  }
  return {};
}

std::string name_of(const functions::ModuleSet& modules, const std::filesystem::path& folder) {
  if (const auto all = modules.modules(); all.size() == 1 && all[0].declared.name.empty())
    return all[0].table->convention().info().plugin;
  const auto whole = folder.has_filename() ? folder : folder.parent_path();
  return (whole.filename() == "build" ? whole.parent_path() : whole).filename().string();
}

}  // namespace

const ServedSite* AppVersion::find_site(std::string_view path) const {
  const ServedSite* longest = nullptr;
  for (const ServedSite& site : sites) {
    const std::string_view within = site.declared.path;
    if (!path.starts_with(within) && path != within.substr(0, within.size() - 1)) continue;
    if (longest == nullptr || within.size() > longest->declared.path.size()) longest = &site;
  }
  return longest;
}

Result<graphql::SchemaDocument> make_schema(const functions::ModuleSet& modules) {
  std::vector<graphql::SchemaModule> shown;
  for (const functions::LoadedModule& module : modules.modules()) {
    shown.push_back({.name = module.declared.name,
                     .prefix = module.declared.prefix,
                     .exports = module.table->functions(),
                     .types = &module.table->convention().types()});
  }
  return graphql::generate_schema(shown);
}

Result<std::shared_ptr<const AppVersion>> load_app_version(
    const std::filesystem::path& folder, const std::filesystem::path& environment_folder,
    std::string_view environment_name, const app::LimitPolicy& limits, sandbox::Engine& engine,
    const host::HostServices& services) {
  MODUS_TRY(files, app::read_app_folder(folder));
  MODUS_TRY(environment, app::Environment::load(environment_folder, environment_name));
  MODUS_CHECK(check_auth(files.manifest, environment));
  MODUS_CHECK(services.models.prepare(files.manifest));

  auto version = std::make_shared<AppVersion>();
  version->manifest = std::make_shared<const app::Manifest>(files.manifest);
  version->environment = std::make_shared<const app::Environment>(std::move(environment));
  version->time_zone = version->environment->time_zone();
  auto [granted, notes] = limits.decide(version->manifest->limits);
  version->limits = granted;
  version->history_policy = std::make_shared<const host::HistoryPolicy>(
      version->manifest, *version->environment, version->limits);
  auto host = std::make_shared<host::AppHost>(services, version->manifest, version->environment);
  MODUS_TRY(modules, functions::ModuleSet::load(engine, files, host));
  version->modules = std::move(modules);
  version->name = name_of(*version->modules, folder);
  version->executions =
      replay::make_execution_history(services.history, version->history_policy, *version->modules);

  MODUS_TRY(document, make_schema(*version->modules));
  for (const graphql::FunctionField& field : document.fields.shown) {
    version->fields.emplace(std::pair(field.root, field.name),
                            functions::FunctionPlace{field.module, field.function});
  }
  version->hidden = std::move(document.fields.hidden);
  version->schema_document = std::move(document.text);
  services.log.debug("The schema.", {{"document", version->schema_document}});
  MODUS_CHECK(load_endpoints(*version, folder, environment_name));
  for (const std::string& note : version->manifest->notes) services.log.warning(note);
  for (const std::string& note : notes) services.log.warning(note);
  return version;
}

}  // namespace modus::serve
