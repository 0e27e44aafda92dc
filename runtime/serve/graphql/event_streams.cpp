// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/event_streams.h"

#include <array>
#include <utility>

#include "runtime/base/ids.h"
#include "runtime/base/sha256.h"
#include "runtime/serve/graphql/event_stream.h"
#include "runtime/serve/http/answers.h"
#include "runtime/serve/http/url_query.h"

namespace modus::serve {
namespace {

constexpr std::size_t kMostReservations = 10'000;
constexpr std::chrono::seconds kUnusedFor{60};

std::string make_token() {
  std::array<std::byte, 16> bytes{};
  fill_random(bytes);
  return to_hex(bytes);
}

std::string token_of(const HttpRequest& request) {
  if (const auto token = request.header("X-GraphQL-Event-Stream-Token"); !token.empty())
    return std::string(token);
  return find_url_parameter(request.query, "token").value_or("");
}

/// Answers from any thread, on the exchange's own loop.
void reply(GraphqlExchange exchange, HttpResponse response) {
  Loop& loop = exchange.client.loop;
  loop.post([exchange = std::move(exchange), response = std::move(response)]() mutable {
    exchange.send(std::move(response));
  });
}

Result<GraphqlRequest> parse(const HttpRequest& request) {
  return request.method == "POST" ? parse_graphql_request(request.body)
                                  : parse_graphql_url(request.query);
}

/// Starts the operation that the request asks for; on the stream's loop.
HttpResponse start(EventStream& stream, GraphqlService& service, const GraphqlClient& client,
                   const std::shared_ptr<const HttpRequest>& request) {
  auto parsed = parse(*request);
  if (!parsed)
    return text_response(400, "Failed to parse GraphQL request. " + parsed.error().describe());
  const std::string id(parsed->operation_id);
  if (id.empty())
    return text_response(400,
                         "The operation needs a name on its stream: send a string as "
                         "\"extensions.operationId\".\n");
  if (stream.has(id))
    return text_response(409, fmt::format("An operation \"{}\" is under way already.\n", id));
  if (stream.is_full())
    return text_response(429, fmt::format("There are {} operations under way on this stream, and "
                                          "no more are taken.\n",
                                          EventStream::kMostOperations));
  auto prepared = service.prepare(client, *std::move(parsed));
  if (!prepared) return json_response(400, std::move(prepared).error().body);
  auto responses = service.responses(client, *std::move(prepared), request);
  if (!responses) return json_response(400, std::move(responses).error().body);
  stream.run(id, *std::move(responses));
  return text_response(202, "");
}

}  // namespace

bool EventStreams::are_meant(const HttpRequest& request) {
  return request.method == "PUT" || !request.header("X-GraphQL-Event-Stream-Token").empty() ||
         (!request.query.empty() && find_url_parameter(request.query, "token"));
}

void EventStreams::handle(GraphqlService& service, const CurrentVersion& current,
                          GraphqlExchange exchange) {
  const std::string_view method = exchange.request->method;
  if (method == "PUT") return reserve(std::move(exchange));
  const std::string token = token_of(*exchange.request);
  Reservation found;
  {
    const std::scoped_lock lock(mutex_);
    const auto place = reservations_.find(token);
    if (place == reservations_.end())
      return exchange.refuse(404,
                             "There is no event stream of this token; reserve one with PUT.\n");
    found = place->second;
    // Whoever opens it first has it, on whichever loop.
    if (exchange.accept.takes_events() && method != "DELETE" && found.loop == nullptr)
      place->second.loop = &exchange.client.loop;
  }
  if (method != "GET" && method != "POST" && method != "DELETE")
    return exchange.refuse(405, "Method not allowed");
  if (exchange.accept.takes_events() && method != "DELETE") {
    if (found.loop != nullptr)
      return exchange.refuse(409, "The event stream of this token is open already.\n");
    return open(token, std::move(exchange));
  }
  if (found.loop == nullptr)
    return exchange.refuse(409,
                           "The event stream of this token is not open yet: open it with GET "
                           "and \"Accept: text/event-stream\".\n");
  if (method == "DELETE") return stop(*found.loop, token, std::move(exchange));
  run(*found.loop, token, service, current, std::move(exchange));
}

void EventStreams::reserve(GraphqlExchange exchange) {
  const std::string token = make_token();
  {
    const std::scoped_lock lock(mutex_);
    forget_unused();
    if (reservations_.size() >= kMostReservations)
      return exchange.refuse(503, "Too many event streams are reserved; try again later.\n");
    reservations_.emplace(token,
                          Reservation{.made = std::chrono::steady_clock::now(), .stream = {}});
  }
  exchange.send(text_response(201, token));
}

void EventStreams::open(std::string token, GraphqlExchange exchange) {
  const std::weak_ptr stream =
      EventStream::open(std::move(exchange), [this, token] { forget(token); });
  const std::scoped_lock lock(mutex_);
  if (const auto place = reservations_.find(token); place != reservations_.end())
    place->second.stream = stream;
}

std::shared_ptr<EventStream> EventStreams::find(std::string_view token) {
  const std::scoped_lock lock(mutex_);
  const auto place = reservations_.find(std::string(token));
  return place == reservations_.end() ? nullptr : place->second.stream.lock();
}

void EventStreams::run(Loop& loop, std::string token, GraphqlService& service,
                       const CurrentVersion& current, GraphqlExchange exchange) {
  loop.post([this, &loop, token = std::move(token), &service, current,
             exchange = std::move(exchange)]() mutable {
    const auto stream = find(token);
    const auto version = current(loop);
    const ServedEndpoint* endpoint =
        version ? version->find_endpoint(exchange.request->path) : nullptr;
    if (!stream || endpoint == nullptr)
      return reply(std::move(exchange), text_response(404, "The event stream has ended.\n"));
    const GraphqlClient client{loop,
                               version,
                               *endpoint,
                               exchange.client.time_zone,
                               {.context = exchange.client.trace.context}};
    HttpResponse response = start(*stream, service, client, exchange.request);
    reply(std::move(exchange), std::move(response));
  });
}

void EventStreams::stop(Loop& loop, std::string token, GraphqlExchange exchange) {
  auto operation = find_url_parameter(exchange.request->query, "operationId");
  if (!operation)
    return exchange.refuse(400, "Say which operation to end: DELETE …?operationId=ID\n");
  loop.post([this, token = std::move(token), operation = *std::move(operation),
             exchange = std::move(exchange)]() mutable {
    if (const auto stream = find(token)) stream->stop(operation);
    reply(std::move(exchange), text_response(200, ""));
  });
}

void EventStreams::forget(std::string_view token) {
  const std::scoped_lock lock(mutex_);
  reservations_.erase(std::string(token));
}

void EventStreams::forget_unused() {
  const auto now = std::chrono::steady_clock::now();
  std::erase_if(reservations_, [&](const auto& entry) {
    return entry.second.loop == nullptr && now - entry.second.made > kUnusedFor;
  });
}

}  // namespace modus::serve
