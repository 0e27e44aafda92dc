// SPDX-License-Identifier: Apache-2.0
// A GraphQL endpoint that modus.json declares (contract section 7), and what it grants its clients.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/app/manifest_reader.h"
#include "runtime/base/result.h"

namespace modus::app {

enum class Auth { kNone, kBearerToken };

/// Whether clients may name a query by its hash in place of sending it.
enum class PersistedQueries {
  kOff,
  kAutomatic,  // any query, once it was sent with its hash
  kTrusted,    // only those of a file that was made with the clients; no other query is answered
};

struct Endpoint {
  std::string name;
  std::string path;
  Auth auth = Auth::kNone;
  std::optional<bool> introspection;  // not set: in development only
  bool incremental = false;           // @defer and @stream
  std::uint64_t batch = 0;            // most requests of a list; 0: none are taken
  PersistedQueries persisted_queries = PersistedQueries::kAutomatic;
  bool model_usage = false;       // responses tell what models took: extensions.usage
  std::string trusted_documents;  // with kTrusted: a file, relative to modus.json and below it

  /// Fails with kInvalidArgument naming the key and what is wrong with it.
  static Result<Endpoint> read(const ManifestNode& node, std::string_view name);
};

}  // namespace modus::app
