// SPDX-License-Identifier: Apache-2.0
// One HTTP request to a GraphQL endpoint.
#pragma once

#include <memory>
#include <string>

#include "runtime/serve/graphql/accept.h"
#include "runtime/serve/graphql/graphql_service.h"
#include "runtime/serve/http/http_server.h"

namespace modus::serve {

/// The request and the way to answer it. Belongs to the client's loop.
struct GraphqlExchange {
  GraphqlClient client;
  std::shared_ptr<const HttpRequest> request;
  Responder responder;
  Accept accept;

  /// Answers, for browsers of any origin.
  void send(HttpResponse response);
  void refuse(int status, std::string why);
  /// Answers with what is a GraphQL response; where one is told by its status, the draft's for it.
  void send(AnswerType type, graphql::Response response);
};

/// Answers the one operation that the request's body or URL asks for: as a whole, or response by
/// response if there are several or the client wants it so.
void answer_operation(GraphqlService& service, GraphqlExchange exchange);

/// Answers the list of operations in the request's body by the list of their responses.
void answer_batch(GraphqlService& service, GraphqlExchange exchange);

}  // namespace modus::serve
