// SPDX-License-Identifier: Apache-2.0
// GraphQL operations over a WebSocket: the subprotocol graphql-transport-ws.
#pragma once

#include "runtime/serve/graphql/graphql_exchange.h"
#include "runtime/serve/graphql/graphql_service.h"

namespace modus::serve {

/// Answers a request for a WebSocket. Operations are executed by the version that answers when
/// they come, and go on with it.
void open_socket(GraphqlService& service, CurrentVersion current, GraphqlExchange exchange);

}  // namespace modus::serve
