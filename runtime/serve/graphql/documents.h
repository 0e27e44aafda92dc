// SPDX-License-Identifier: Apache-2.0
// Which document a request means: the one it brings, or one that it names.
#pragma once

#include <expected>

#include "runtime/graphql/engine.h"
#include "runtime/serve/app_version.h"
#include "runtime/serve/graphql/graphql_request.h"
#include "runtime/serve/graphql/persisted_queries.h"

namespace modus::serve {

/// Sets the request's query, if it only names it. The unexpected side is the refusal: the document
/// is not known, its hash is not its own, or the endpoint does not take it.
std::expected<void, graphql::Response> find_document(const ServedEndpoint& endpoint,
                                                     PersistedQueries& persisted,
                                                     GraphqlRequest& request);

/// Whether the request brought a document to be known by its hash from now on. It should be valid
/// first.
bool is_to_be_persisted(const ServedEndpoint& endpoint, const GraphqlRequest& request);

}  // namespace modus::serve
