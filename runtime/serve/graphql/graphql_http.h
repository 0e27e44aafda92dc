// SPDX-License-Identifier: Apache-2.0
// GraphQL over HTTP: what an endpoint answers to which request (the draft of that name, contract
// section 6.2, and the protocols of graphql-sse and graphql-transport-ws).
#pragma once

#include <utility>

#include "runtime/serve/graphql/event_streams.h"
#include "runtime/serve/graphql/graphql_exchange.h"
#include "runtime/serve/graphql/graphql_service.h"

namespace modus::serve {

/// Whether a browser that opens an endpoint is sent to the explorer.
enum class Explorer { kNone, kThere };

/// Thread-safe; requests stay on their loop.
class GraphqlHttp {
 public:
  /// The service must outlive this.
  GraphqlHttp(GraphqlService& service, CurrentVersion current, Explorer explorer)
      : service_(service), current_(std::move(current)), explorer_(explorer) {}

  /// Answers a request to an endpoint of the version.
  void handle(GraphqlExchange exchange);

 private:
  GraphqlService& service_;
  const CurrentVersion current_;
  const Explorer explorer_;
  EventStreams event_streams_;
};

}  // namespace modus::serve
