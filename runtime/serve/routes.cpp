// SPDX-License-Identifier: Apache-2.0
// Which path answers what (contract sections 6.1 and 6.2).
#include <algorithm>

#include "runtime/serve/function_resolver.h"
#include "runtime/serve/graphql_request.h"
#include "runtime/serve/runtime.h"

namespace modus::serve {
namespace {

constexpr std::int64_t kShownInferences = 200;

HttpResponse text(int status, std::string body) {
  return {.status = status, .headers = {}, .body = std::move(body)};
}

HttpResponse json_response(int status, std::string body) {
  return {
      .status = status, .content_type = "application/json", .headers = {}, .body = std::move(body)};
}

// Browsers may ask from any origin; what they may do is decided by the endpoint's auth.
void allow_origins(HttpResponse& response) {
  response.headers.reserve(response.headers.size() + 2);
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  response.headers.emplace_back("Vary", "Origin");
}

HttpResponse preflight(const HttpRequest& request) {
  HttpResponse response{.status = 204, .headers = {}, .body = {}};
  allow_origins(response);
  response.headers.emplace_back("Access-Control-Allow-Methods", "GET, POST, HEAD");
  if (const auto wanted = request.header("Access-Control-Request-Headers"); !wanted.empty()) {
    response.headers.emplace_back("Access-Control-Allow-Headers", std::string(wanted));
  }
  return response;
}

const app::Endpoint* find_endpoint(const AppVersion* version, std::string_view path) {
  if (version == nullptr) return nullptr;
  const auto found = std::ranges::find(version->manifest->endpoints, path, &app::Endpoint::path);
  return found == version->manifest->endpoints.end() ? nullptr : &*found;
}

std::string endpoints_json(const AppVersion* version) {
  json::Writer writer;
  writer.begin_array();
  if (version != nullptr) {
    for (const app::Endpoint& endpoint : version->manifest->endpoints) {
      writer.begin_object();
      writer.key("type");
      writer.string("GraphQL");
      writer.key("name");
      writer.string(endpoint.name);
      writer.key("path");
      writer.string(endpoint.path);
      writer.end_object();
    }
  }
  writer.end_array();
  return writer.take();
}

}  // namespace

void Runtime::handle(Loop& loop, const std::shared_ptr<const HttpRequest>& request,
                     Responder responder) {
  const auto version = versions_[loop.index()].current.load();
  const auto answer = [&](HttpResponse response) {
    allow_origins(response);
    responder.send(std::move(response));
  };
  if (request->method == "OPTIONS") return responder.send(preflight(*request));
  if (request->method != "GET" && request->method != "POST" && request->method != "HEAD") {
    return answer(text(405, "Method not allowed"));
  }
  const std::string_view path = request->path;
  if (find_endpoint(version.get(), path) != nullptr)
    return handle_graphql(loop, request, std::move(responder), version);
  if (path == "/health") return answer(health());
  if (is_dev() && path == "/explorer/api/endpoints")
    return answer(json_response(200, endpoints_json(version.get())));
  if (is_dev() && path == "/explorer/api/inferences")
    return handle_inferences(loop, std::move(responder));
  if (version == nullptr && path == "/graphql") {
    return answer(json_response(
        200,
        graphql::error_body("There is no active GraphQL schema.  Please load a Modus plugin.")));
  }
  if (path.size() > 1 && path.ends_with('/') &&
      find_endpoint(version.get(), path.substr(0, path.size() - 1))) {
    HttpResponse moved = text(301, "");
    moved.headers.emplace_back("Location", std::string(path.substr(0, path.size() - 1)));
    return answer(std::move(moved));
  }
  answer(text(404, "Not Found"));
}

void Runtime::handle_graphql(Loop& loop, const std::shared_ptr<const HttpRequest>& request,
                             Responder responder, std::shared_ptr<const AppVersion> version) {
  const auto refuse = [&](int status, std::string why) {
    HttpResponse refused = text(status, std::move(why));
    allow_origins(refused);
    responder.send(std::move(refused));
  };
  const std::uint64_t longest = version->limits[app::Limit::kRequestBytes];
  if (request->body.size() > longest) {
    return refuse(
        413,
        fmt::format("The request body of {} bytes is longer than the limit of {}; {}\n",
                    request->body.size(), longest, app::how_to_raise(app::Limit::kRequestBytes)));
  }
  auto parsed = parse_graphql_request(request->body);
  if (!parsed) return refuse(400, "Failed to parse GraphQL request. " + parsed.error().describe());
  auto operation = version->graphql->prepare(*std::move(parsed));
  if (!operation) {
    HttpResponse refused = json_response(200, std::move(operation.error().body));
    allow_origins(refused);
    return responder.send(std::move(refused));
  }
  const LogLevel call_level = is_dev() ? LogLevel::kInfo : LogLevel::kDebug;
  auto resolver = std::make_shared<FunctionResolver>(
      loop, admission_, version, call_context(*request, *version), log_, call_level);
  responder.on_disconnect([resolver] { resolver->cancel(); });
  version->graphql->execute(*std::move(operation), *resolver,
                            [request, resolver, version,
                             responder = std::move(responder)](graphql::Response answer) mutable {
                              HttpResponse response = json_response(200, std::move(answer.body));
                              if (resolver->was_refused()) {
                                response.status = 503;
                                response.headers.emplace_back("Retry-After", "1");
                              }
                              allow_origins(response);
                              responder.send(std::move(response));
                            });
}

void Runtime::handle_inferences(Loop& loop, Responder responder) {
  if (!history_) return responder.send(json_response(200, "[]"));
  history_->newest(kShownInferences, [&loop, responder = std::move(responder)](
                                         Result<std::string> found) mutable {
    loop.post([responder = std::move(responder), found = std::move(found)]() mutable {
      responder.send(found ? json_response(200, *std::move(found))
                           : text(500, found.error().describe()));
    });
  });
}

HttpResponse Runtime::health() {
  std::string problem;
  {
    const std::scoped_lock lock(problem_mutex_);
    problem = problem_;
  }
  std::string body = "{\n  \"status\": ";
  json::append_string(body, problem.empty() ? "ok" : "degraded");
  const auto add = [&](std::string_view key, std::string_view value) {
    body += fmt::format(",\n  \"{}\": ", key);
    json::append_string(body, value);
  };
  add("environment", options_.environment_name);
  add("app_version", MODUS_VERSION);
  if (!problem.empty()) add("problem", problem);
  body += "\n}\n";
  return json_response(200, std::move(body));
}

}  // namespace modus::serve
