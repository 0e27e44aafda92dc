// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/endpoint.h"

#include <array>

#include "runtime/app/manifest_paths.h"

namespace modus::app {
namespace {

constexpr std::uint64_t kLargestBatch = 1000;

Result<void> read_persisted_queries(const ManifestNode& node, Endpoint& endpoint) {
  static constexpr std::array<std::string_view, 3> kChoices{"off", "automatic", "trusted"};
  MODUS_TRY(choice, node.choice("persistedQueries", kChoices));
  if (choice) endpoint.persisted_queries = static_cast<PersistedQueries>(*choice);
  const bool trusted = endpoint.persisted_queries == PersistedQueries::kTrusted;
  MODUS_TRY(file, node.string("trustedDocuments"));
  if (trusted && (!file || file->empty()))
    return node.wrong(
        "trustedDocuments",
        R"(is missing; "persistedQueries": "trusted" needs the file that lists them)");
  if (!file) return {};
  if (!trusted)
    return node.wrong("trustedDocuments", R"(is used only with "persistedQueries": "trusted")");
  if (leads_outside(*file))
    return node.wrong("trustedDocuments",
                      R"(is "{}"; it must be a path below the folder of modus.json)", *file);
  endpoint.trusted_documents = std::move(*file);
  return {};
}

}  // namespace

Result<Endpoint> Endpoint::read(const ManifestNode& node, std::string_view name) {
  Endpoint endpoint;
  endpoint.name = name;
  MODUS_TRY(path, read_url_path(node));
  endpoint.path = std::move(path);
  MODUS_TRY(auth,
            node.required_choice("auth", std::array<std::string_view, 2>{"none", "bearer-token"}));
  endpoint.auth = auth == 0 ? Auth::kNone : Auth::kBearerToken;
  MODUS_TRY(introspection, node.boolean("introspection"));
  endpoint.introspection = introspection;
  MODUS_TRY(incremental, node.boolean("incremental"));
  endpoint.incremental = incremental.value_or(false);
  MODUS_TRY(model_usage, node.boolean("modelUsage"));
  endpoint.model_usage = model_usage.value_or(false);
  MODUS_TRY(batch, node.integer("batch", 0, kLargestBatch));
  endpoint.batch = batch.value_or(0);
  MODUS_CHECK(read_persisted_queries(node, endpoint));
  return endpoint;
}

}  // namespace modus::app
