// SPDX-License-Identifier: Apache-2.0
// What a client asks for, by whichever transport: GraphQL over HTTP, section "Request parameters".
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/graphql/engine.h"

namespace modus::serve {

/// The parameters as given. Text is borrowed from what was parsed, or from the request's arena.
struct GraphqlRequest {
  graphql::Request request;
  bool has_query = false;                         // else a document is named
  std::string_view document_hash{};               // extensions.persistedQuery.sha256Hash
  std::string_view document_id{};                 // documentId, else id
  std::string_view operation_id{};                // extensions.operationId, of graphql-sse
  std::shared_ptr<const std::string> document{};  // keeps the text that a name led to

  bool names_document() const { return !document_hash.empty() || !document_id.empty(); }
};

/// Reads {"query", "operationName"?, "variables"?, "extensions"?}; a document may be named in place
/// of "query". The request borrows from `body`, which must live until it is answered. Fails with
/// kInvalidArgument, saying what is wrong and where.
Result<GraphqlRequest> parse_graphql_request(std::string_view body);

/// Several requests in one body. They borrow from the arena, too.
struct GraphqlBatch {
  std::unique_ptr<types::Arena> arena;
  std::vector<GraphqlRequest> requests;
};
/// Whether the body, if it is JSON, is a list.
bool is_graphql_batch(std::string_view body);
/// Of a body that is_graphql_batch(). Fails as a whole when one of the requests is wrong.
Result<GraphqlBatch> parse_graphql_batch(std::string_view body);

/// The same from a URL's query string, in which "variables" and "extensions" are JSON.
Result<GraphqlRequest> parse_graphql_url(std::string_view query);

/// The same from an object that was parsed already, such as a message's payload. The arena may be
/// null.
Result<GraphqlRequest> read_graphql_request(types::Value object,
                                            std::unique_ptr<types::Arena> arena);

}  // namespace modus::serve
