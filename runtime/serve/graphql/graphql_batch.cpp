// SPDX-License-Identifier: Apache-2.0
#include <utility>
#include <vector>

#include "runtime/serve/graphql/graphql_exchange.h"
#include "runtime/serve/http/answers.h"

namespace modus::serve {
namespace {

/// The operations of one body. All are executed at once, as if they had come one by one; the last
/// answer sends them all. Kept by the operations under way.
class Batch : public std::enable_shared_from_this<Batch> {
  using Resolver = std::shared_ptr<FunctionResolver>;

 public:
  Batch(GraphqlExchange exchange, GraphqlBatch requests)
      : exchange_(std::move(exchange)), requests_(std::move(requests)) {
    exchange_.client.trace.span = nullptr;  // which is not of one operation
  }

  void start(GraphqlService& service) {
    exchange_.responder.on_disconnect([weak = weak_from_this()] {
      const auto self = weak.lock();
      for (const auto& resolver : self ? self->resolvers_ : std::vector<Resolver>())
        resolver->cancel();
    });
    answers_.resize(requests_.requests.size());
    unanswered_ = answers_.size();
    for (std::size_t i = 0; i < answers_.size(); ++i)
      start(service, i, std::move(requests_.requests[i]));
  }

 private:
  void start(GraphqlService& service, std::size_t place, GraphqlRequest request) {
    auto prepared = service.prepare(exchange_.client, std::move(request));
    if (!prepared) return answered(place, std::move(prepared).error());
    if (prepared->operation.kind() == graphql::OperationKind::kSubscription) {
      return answered(place, {.body = graphql::error_body(
                                  "A subscription cannot be part of a batch; send it alone.")});
    }
    auto resolver = service.make_resolver(exchange_.client, prepared->operation);
    resolvers_.push_back(resolver);
    FunctionResolver& fields = *resolver;
    exchange_.client.endpoint.graphql->execute(
        std::move(prepared->operation), fields,
        [self = shared_from_this(), document = std::move(prepared->document),
         place](graphql::Response response) { self->answered(place, std::move(response)); });
  }

  void answered(std::size_t place, graphql::Response response) {
    answers_[place] = std::move(response.body);
    if (--unanswered_ > 0) return;
    std::string body = "[";
    for (const std::string& answer : answers_)
      body.append(body.size() > 1 ? "," : "").append(answer);
    exchange_.send(json_response(200, std::move(body) + "]"));
  }

  GraphqlExchange exchange_;
  GraphqlBatch requests_;
  std::vector<Resolver> resolvers_;
  std::vector<std::string> answers_;
  std::size_t unanswered_ = 0;
};

std::string too_large(const app::Endpoint& endpoint, std::size_t found) {
  return graphql::error_body(
      fmt::format(
          R"(The batch holds {} requests, more than the limit of {}; send fewer at once, or )"
          R"(raise endpoints.{}.batch in modus.json.)",
          found, endpoint.batch, endpoint.name),
      "BATCH_TOO_LARGE");
}

}  // namespace

void answer_batch(GraphqlService& service, GraphqlExchange exchange) {
  const app::Endpoint& endpoint = exchange.client.endpoint.declared;
  if (endpoint.batch == 0) {
    const std::string why = fmt::format(
        R"(Failed to parse GraphQL request. The body is a list, and this endpoint takes no batches; )"
        R"(send the requests one by one, or set endpoints.{}.batch in modus.json.)",
        endpoint.name);
    return exchange.send(json_response(400, graphql::error_body(why, "BATCHING_DISABLED")));
  }
  auto batch = parse_graphql_batch(exchange.request->body);
  if (!batch || batch->requests.empty())
    return exchange.refuse(400, "Failed to parse GraphQL request. " +
                                    (batch ? "The list is empty." : batch.error().describe()));
  if (batch->requests.size() > endpoint.batch)
    return exchange.send(json_response(400, too_large(endpoint, batch->requests.size())));
  std::make_shared<Batch>(std::move(exchange), *std::move(batch))->start(service);
}

}  // namespace modus::serve
