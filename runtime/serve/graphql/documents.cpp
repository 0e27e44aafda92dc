// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/documents.h"

#include <utility>

namespace modus::serve {
namespace {

using Found = std::expected<void, graphql::Response>;

Found refuse(std::string_view message, std::string_view code) {
  return std::unexpected(graphql::Response{.body = graphql::error_body(message, code)});
}

Found take(std::shared_ptr<const std::string> document, GraphqlRequest& request) {
  request.request.query = *document;
  request.document = std::move(document);
  return {};
}

Found find_trusted(const TrustedDocuments& documents, GraphqlRequest& request) {
  const std::string_view name =
      request.document_hash.empty() ? request.document_id : request.document_hash;
  if (auto document = documents.find(name)) return take(std::move(document), request);
  return refuse(
      name.empty() ? R"(This endpoint answers trusted documents only; send the name of one as )"
                     R"("documentId" or "extensions.persistedQuery.sha256Hash" instead of "query".)"
                   : fmt::format(R"(The document "{}" is not among the trusted documents of this )"
                                 R"(endpoint; add it to the file that "trustedDocuments" in )"
                                 R"(modus.json names, and build the app again.)",
                                 name),
      "DOCUMENT_NOT_TRUSTED");
}

Found find_automatic(PersistedQueries& persisted, GraphqlRequest& request) {
  if (request.has_query) {
    if (request.document_hash.empty() || is_hash_of(request.document_hash, request.request.query))
      return {};
    return refuse(
        "provided sha does not match query: it must be the SHA-256 of the query's text "
        "in lower-case hexadecimal digits",
        "PERSISTED_QUERY_HASH_MISMATCH");
  }
  if (request.document_hash.empty())
    return refuse(R"(This endpoint has no trusted documents that "documentId" could name; send )"
                  R"("query".)",
                  "PERSISTED_QUERY_NOT_SUPPORTED");
  if (auto document = persisted.find(request.document_hash))
    return take(std::move(document), request);
  return refuse("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND");
}

}  // namespace

Found find_document(const ServedEndpoint& endpoint, PersistedQueries& persisted,
                    GraphqlRequest& request) {
  switch (endpoint.declared.persisted_queries) {
    case app::PersistedQueries::kTrusted: return find_trusted(*endpoint.trusted, request);
    case app::PersistedQueries::kAutomatic: return find_automatic(persisted, request);
    case app::PersistedQueries::kOff: break;
  }
  if (request.has_query) return {};
  return refuse("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED");
}

bool is_to_be_persisted(const ServedEndpoint& endpoint, const GraphqlRequest& request) {
  return endpoint.declared.persisted_queries == app::PersistedQueries::kAutomatic &&
         request.has_query && !request.document_hash.empty();
}

}  // namespace modus::serve
