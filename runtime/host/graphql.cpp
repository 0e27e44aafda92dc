// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/graphql.h"

#include "runtime/host/arguments.h"
#include "runtime/json/json.h"
#include "runtime/json/writer.h"

namespace modus::host {
namespace {

using functions::HostRequest;
using types::Value;

constexpr std::size_t kExcerpt = 200;

class GraphqlQuery final : public HostFunction {
 public:
  GraphqlQuery(Log& log, LoopClients& clients, std::shared_ptr<const app::Manifest> manifest,
               std::shared_ptr<const app::Environment> environment)
      : log_(log),
        clients_(clients),
        manifest_(std::move(manifest)),
        environment_(std::move(environment)) {}

  std::string_view name() const override { return "modus_graphql_client.executeQuery"; }
  std::size_t arity() const override { return 3; }
  CallTexts texts() const override {
    return {"Executing GraphQL operation.", "Completed GraphQL operation.",
            "Cancelled GraphQL operation.", "Error executing GraphQL operation."};
  }

  std::string detail(const HostRequest& request) const override {
    return fmt::format("Connection: {}", text_argument(request, 0));
  }

  void describe(const HostRequest& request, observe::Span& span) const override {
    const app::Connection* connection = manifest_->find_connection(text_argument(request, 0));
    if (connection != nullptr) describe_http(span, "POST", connection->endpoint);
  }

  Result<void> grant(const HostRequest& request) const override {
    MODUS_CHECK(expect_texts(request, arity()));
    const std::string_view name = text_argument(request, 0);
    const app::Connection* connection = manifest_->find_connection(name);
    if (connection == nullptr)
      return fail(ErrorCode::kNotFound, "modus.json defines no connection \"{}\"", name);
    if (connection->type == app::ConnectionType::kHttp && !connection->endpoint.empty()) return {};
    return fail(ErrorCode::kInvalidArgument,
                "the connection \"{}\" must be of type \"http\" and name its \"endpoint\" in "
                "modus.json to be used for GraphQL",
                name);
  }

  void call(const std::shared_ptr<HostRequest>& request) const override {
    auto http = prepare(*request);
    if (!http) {
      auto done = std::move(request->done);
      return done(std::unexpected(std::move(http).error()));
    }
    send_http(clients_, request, *std::move(http),
              [this](HostRequest& waiting, connect::HttpResponse response) {
                return read(waiting, response);
              });
  }

 private:
  Result<connect::HttpRequest> prepare(const HostRequest& request) const {
    const app::Connection& connection = *manifest_->find_connection(text_argument(request, 0));
    const std::string_view variables = text_argument(request, 2);
    if (!variables.empty() && !json::is_valid(variables))
      return fail(ErrorCode::kInvalidArgument, "the variables are not valid JSON");
    connect::HttpRequest http;
    http.method = "POST";
    http.url = connection.endpoint;
    json::Writer body;
    body.begin_object();
    body.key("query");
    body.string(text_argument(request, 1));
    body.key("variables");
    body.raw(variables.empty() ? "{}" : variables);
    body.end_object();
    http.body = body.take();
    http.max_response_bytes = request.caller->context().max_memory_bytes;
    http.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    MODUS_CHECK(add_connection(http, connection, manifest_, *environment_));
    return http;
  }

  Result<Value> read(HostRequest& request, const connect::HttpResponse& response) const {
    if (response.status != 200) {
      return fail(ErrorCode::kUnavailable, "the GraphQL server answered with status {} {}: {}",
                  response.status, response.reason, response.body.substr(0, kExcerpt));
    }
    const auto document = json::parse(response.body);
    if (!document) {
      return fail(ErrorCode::kUnavailable, "the GraphQL server did not answer with JSON: {}",
                  response.body.substr(0, kExcerpt));
    }
    if (document->is_object() && document->as_object().contains("errors")) {
      log_.write(LogLevel::kWarning, "GraphQL operation returned errors.",
                 {{"function", request.caller->function()},
                  {"execution_id", request.caller->execution_id()},
                  request.trace,
                  {"detail", detail(request)},
                  {"user_visible", true}});
    }
    return Value::string(types::copy_text(request.arena, response.body));
  }

  Log& log_;
  LoopClients& clients_;
  std::shared_ptr<const app::Manifest> manifest_;
  std::shared_ptr<const app::Environment> environment_;
};

}  // namespace

std::unique_ptr<HostFunction> make_graphql_query(
    Log& log, LoopClients& clients, std::shared_ptr<const app::Manifest> manifest,
    std::shared_ptr<const app::Environment> environment) {
  return std::make_unique<GraphqlQuery>(log, clients, std::move(manifest), std::move(environment));
}

}  // namespace modus::host
