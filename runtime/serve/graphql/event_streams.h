// SPDX-License-Identifier: Apache-2.0
// Streams of server-sent events that carry several operations: graphql-sse's "single connection"
// mode. A client reserves a stream with PUT, opens it with the token it gets, and sends operations
// by requests of their own, which may come in over other connections and so on other loops.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "runtime/serve/graphql/graphql_exchange.h"

namespace modus::serve {

class EventStream;

/// Thread-safe.
class EventStreams {
 public:
  /// Whether the request reserves a stream or names one by its token.
  static bool are_meant(const HttpRequest& request);

  /// Answers such a request.
  void handle(GraphqlService& service, const CurrentVersion& current, GraphqlExchange exchange);

 private:
  /// A stream that was reserved, opened or not.
  struct Reservation {
    std::chrono::steady_clock::time_point made;
    Loop* loop = nullptr;  // the stream's, once it is open
    std::weak_ptr<EventStream> stream;
  };

  void reserve(GraphqlExchange exchange);
  void open(std::string token, GraphqlExchange exchange);
  /// The open stream of a token; asked for on its own loop, where it is open once this runs.
  std::shared_ptr<EventStream> find(std::string_view token);
  void run(Loop& loop, std::string token, GraphqlService& service, const CurrentVersion& current,
           GraphqlExchange exchange);
  void stop(Loop& loop, std::string token, GraphqlExchange exchange);
  void forget(std::string_view token);
  void forget_unused();

  std::mutex mutex_;
  std::unordered_map<std::string, Reservation> reservations_;
};

}  // namespace modus::serve
