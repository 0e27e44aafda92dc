// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/graphql_exchange.h"

#include <utility>

#include "runtime/serve/graphql/streamed_answer.h"
#include "runtime/serve/http/answers.h"

namespace modus::serve {
namespace {

Result<GraphqlRequest> parse(const HttpRequest& request) {
  // A GET has its parameters in the URL; the original took a body instead.
  const bool is_in_url = request.method != "POST" && request.body.empty();
  return is_in_url ? parse_graphql_url(request.query) : parse_graphql_request(request.body);
}

const StreamFormat& format_of(AnswerType type, const Accept& accept) {
  return type == AnswerType::kEventStream ? kEventStreamFormat
                                          : multipart_format(accept.incremental_form());
}

bool is_stream(AnswerType type) {
  return type == AnswerType::kEventStream || type == AnswerType::kMultipart;
}

void stream(GraphqlService& service, GraphqlExchange exchange, AnswerType type,
            std::expected<PreparedOperation, graphql::Response> prepared) {
  std::unique_ptr<graphql::ResponseStream> responses;
  if (prepared) {
    auto started = service.responses(exchange.client, *std::move(prepared), exchange.request,
                                     exchange.accept.incremental_form());
    responses = started ? *std::move(started) : stream_of_one(std::move(started).error());
  } else {
    responses = stream_of_one(std::move(prepared).error());
  }
  stream_answer(exchange.client.loop, std::move(exchange.responder),
                format_of(type, exchange.accept), std::move(responses));
}

void answer_whole(GraphqlService& service, GraphqlExchange exchange, AnswerType type,
                  PreparedOperation prepared) {
  auto resolver = service.make_resolver(exchange.client, prepared.operation);
  exchange.responder.on_disconnect([resolver] { resolver->cancel(); });
  FunctionResolver& fields = *resolver;
  graphql::Engine& engine = *exchange.client.endpoint.graphql;
  engine.execute(std::move(prepared.operation), fields,
                 [exchange = std::move(exchange), document = std::move(prepared.document),
                  resolver = std::move(resolver), type](graphql::Response response) mutable {
                   if (!resolver->was_refused()) return exchange.send(type, std::move(response));
                   HttpResponse busy = json_response(503, std::move(response.body));
                   busy.headers.emplace_back("Retry-After", "1");
                   exchange.send(std::move(busy));
                 });
}

void answer_prepared(GraphqlService& service, GraphqlExchange exchange, AnswerType type,
                     PreparedOperation prepared) {
  using graphql::OperationKind;
  const OperationKind kind = prepared.operation.kind();
  if (kind == OperationKind::kMutation && exchange.request->method != "POST") {
    HttpResponse refused = text_response(405, "Mutations change something: send them with POST.\n");
    refused.headers.emplace_back("Allow", "POST");
    return exchange.send(std::move(refused));
  }
  if (kind == OperationKind::kSubscription) {
    if (exchange.accept.takes_events())
      return stream(service, std::move(exchange), AnswerType::kEventStream, std::move(prepared));
    return exchange.refuse(
        400,
        "A subscription is answered by server-sent events: send the header \"Accept: "
        "text/event-stream\", or use a WebSocket with the subprotocol graphql-transport-ws.\n");
  }
  if (prepared.operation.is_incremental()) type = exchange.accept.for_stream().value_or(type);
  if (is_stream(type)) return stream(service, std::move(exchange), type, std::move(prepared));
  answer_whole(service, std::move(exchange), type, std::move(prepared));
}

}  // namespace

void GraphqlExchange::send(HttpResponse response) {
  allow_origins(response);
  responder.send(std::move(response));
}

void GraphqlExchange::refuse(int status, std::string why) {
  send(text_response(status, std::move(why)));
}

void GraphqlExchange::send(AnswerType type, graphql::Response response) {
  HttpResponse answer = json_response(200, std::move(response.body));
  if (type == AnswerType::kGraphqlResponse) {
    answer.content_type = "application/graphql-response+json; charset=utf-8";
    if (!response.executed) answer.status = 400;
  }
  send(std::move(answer));
}

void answer_operation(GraphqlService& service, GraphqlExchange exchange) {
  const AnswerType type = *exchange.accept.for_response();
  auto parsed = parse(*exchange.request);
  if (!parsed)
    return exchange.refuse(400, "Failed to parse GraphQL request. " + parsed.error().describe());
  auto prepared = service.prepare(exchange.client, *std::move(parsed));
  if (prepared) return answer_prepared(service, std::move(exchange), type, *std::move(prepared));
  if (is_stream(type)) return stream(service, std::move(exchange), type, std::move(prepared));
  exchange.send(type, std::move(prepared).error());
}

}  // namespace modus::serve
