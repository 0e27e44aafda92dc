// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/graphql_service.h"

#include <chrono>
#include <utility>

#include "runtime/models/budget/request_account.h"
#include "runtime/serve/graphql/documents.h"

namespace modus::serve {
namespace {

using Done = std::move_only_function<void(std::optional<std::string>)>;

functions::CallContext call_context(const GraphqlClient& client, observe::TraceContext trace,
                                    observe::Telemetry telemetry) {
  using app::Limit;
  const AppVersion& version = *client.version;
  return {.deadline = Deadline::after(std::chrono::milliseconds(version.limits[Limit::kTimeoutMs])),
          .max_memory_bytes = version.limits[Limit::kMemoryBytes],
          .max_response_bytes = version.limits[Limit::kResponseBytes],
          .time_zone = client.time_zone.empty() ? version.time_zone : client.time_zone,
          .account = version.manifest->models.empty()
                         ? nullptr
                         : std::make_shared<models::budget::RequestAccount>(),
          .trace = std::move(trace),
          .telemetry = telemetry};
}

std::string_view name_of(graphql::OperationKind kind) {
  switch (kind) {
    case graphql::OperationKind::kQuery: return "query";
    case graphql::OperationKind::kMutation: return "mutation";
    case graphql::OperationKind::kSubscription: return "subscription";
  }
  return "";
}

void describe(observe::Span& span, const graphql::Operation& operation) {
  span.set("graphql.operation.type", std::string(name_of(operation.kind())));
  if (const auto name = operation.name(); !name.empty())
    span.set("graphql.operation.name", std::string(name));
}

class KnownResponse final : public graphql::ResponseStream {
 public:
  explicit KnownResponse(std::string body) : body_(std::move(body)) {}
  void next(Done done) override { done(std::exchange(body_, std::nullopt)); }

 private:
  std::optional<std::string> body_;
};

/// A query or mutation answered as a whole, once it is asked for.
class WholeResponse final : public graphql::ResponseStream {
 public:
  WholeResponse(graphql::Engine& engine, graphql::Operation operation, FunctionResolver& resolver)
      : engine_(engine), operation_(std::move(operation)), resolver_(resolver) {}

  void next(Done done) override {
    if (!operation_) return done(std::nullopt);
    auto operation = *std::exchange(operation_, std::nullopt);
    engine_.execute(std::move(operation), resolver_,
                    [done = std::move(done)](graphql::Response response) mutable {
                      done(std::move(response.body));
                    });
  }

 private:
  graphql::Engine& engine_;
  std::optional<graphql::Operation> operation_;
  FunctionResolver& resolver_;
};

/// Responses together with all that they are made from.
class OwningStream final : public graphql::ResponseStream {
 public:
  OwningStream(GraphqlService& service, const GraphqlClient& client,
               std::shared_ptr<const void> text, const PreparedOperation& prepared)
      : version_(client.version),
        text_(std::move(text)),
        document_(prepared.document),
        resolver_(service.make_resolver(client, prepared.operation)) {}

  std::expected<void, graphql::Response> start(graphql::Engine& engine,
                                               graphql::Operation operation,
                                               graphql::IncrementalForm form) {
    if (operation.kind() != graphql::OperationKind::kSubscription && !operation.is_incremental()) {
      responses_ = std::make_unique<WholeResponse>(engine, std::move(operation), *resolver_);
      return {};
    }
    auto streamed = engine.stream(std::move(operation), *resolver_, form);
    if (!streamed) return std::unexpected(std::move(streamed).error());
    responses_ = *std::move(streamed);
    return {};
  }

  void next(Done done) override { responses_->next(std::move(done)); }

 private:
  const std::shared_ptr<const AppVersion> version_;
  const std::shared_ptr<const void> text_;
  const std::shared_ptr<const std::string> document_;
  const std::shared_ptr<FunctionResolver> resolver_;
  std::unique_ptr<graphql::ResponseStream> responses_;  // goes first
};

}  // namespace

std::expected<PreparedOperation, graphql::Response> GraphqlService::prepare(
    const GraphqlClient& client, GraphqlRequest request) {
  if (const auto refused = find_document(client.endpoint, persisted_queries_, request); !refused)
    return std::unexpected(refused.error());
  const std::string_view query = request.request.query;
  auto operation = client.endpoint.graphql->prepare(std::move(request.request));
  if (!operation) return std::unexpected(std::move(operation).error());
  if (is_to_be_persisted(client.endpoint, request))
    persisted_queries_.remember(request.document_hash, query);
  return PreparedOperation{*std::move(operation), std::move(request.document)};
}

// A request for one operation is one span, the request's; where there are several, or they come
// over a connection that lasts, each has its own.
std::shared_ptr<FunctionResolver> GraphqlService::make_resolver(
    const GraphqlClient& client, const graphql::Operation& operation) {
  observe::Span span;
  observe::TraceContext trace = client.trace.context;
  if (client.trace.span) {
    describe(*client.trace.span, operation);
  } else if (telemetry_.tracer != nullptr) {
    span = observe::Span(telemetry_.tracer, trace, name_of(operation.kind()),
                         observe::SpanKind::kServer, client.trace.parent);
    if (span.is_recorded()) describe(span, operation);
    trace = span.context();
  }
  using Usage = FunctionResolver::Usage;
  const Usage usage = client.endpoint.declared.model_usage ? Usage::kTold : Usage::kHidden;
  return std::make_shared<FunctionResolver>(client.loop, admission_, client.version,
                                            call_context(client, std::move(trace), telemetry_),
                                            std::move(span), usage, log_, call_level_);
}

std::expected<std::unique_ptr<graphql::ResponseStream>, graphql::Response>
GraphqlService::responses(const GraphqlClient& client, PreparedOperation prepared,
                          std::shared_ptr<const void> text, graphql::IncrementalForm form) {
  auto stream = std::make_unique<OwningStream>(*this, client, std::move(text), prepared);
  auto started = stream->start(*client.endpoint.graphql, std::move(prepared.operation), form);
  if (!started) return std::unexpected(std::move(started).error());
  return stream;
}

std::unique_ptr<graphql::ResponseStream> stream_of_one(graphql::Response response) {
  return std::make_unique<KnownResponse>(std::move(response.body));
}

}  // namespace modus::serve
