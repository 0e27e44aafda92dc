// SPDX-License-Identifier: Apache-2.0
// Which path answers what (contract sections 6.1 and 6.2).
#include <algorithm>

#include "runtime/json/writer.h"
#include "runtime/observe/metrics/process_metrics.h"
#include "runtime/serve/http/answers.h"
#include "runtime/serve/runtime.h"

namespace modus::serve {
namespace {

constexpr std::int64_t kShownInferences = 200;

HttpResponse preflight(const HttpRequest& request, const ServedEndpoint* endpoint) {
  HttpResponse response{.status = 204, .headers = {}, .body = {}};
  allow_origins(response);
  response.headers.emplace_back("Access-Control-Allow-Methods",
                                endpoint ? "GET, POST, HEAD, PUT, DELETE" : "GET, POST, HEAD");
  if (const auto wanted = request.header("Access-Control-Request-Headers"); !wanted.empty()) {
    response.headers.emplace_back("Access-Control-Allow-Headers", std::string(wanted));
  }
  return response;
}

// A web page may have a name of its own lead to this machine, and would read what is answered to
// that name as if it were the page's. An address or "localhost" is nobody's.
bool names_no_domain(std::string_view host) {
  if (host.starts_with('[')) return true;
  host = host.substr(0, host.find(':'));
  return host == "localhost" || host.find_first_not_of("0123456789.") == host.npos;
}

const ServedEndpoint* find_endpoint(const AppVersion* version, std::string_view path) {
  return version == nullptr ? nullptr : version->find_endpoint(path);
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
  const std::string_view path = request->path;
  const ServedEndpoint* endpoint = find_endpoint(version.get(), path);
  if (request->method == "OPTIONS") return responder.send(preflight(*request, endpoint));
  if (endpoint != nullptr) {
    RequestTrace trace =
        watch_request(loop, *request, *endpoint, responder, http_metrics_, tracer());
    return graphql_.handle(
        {.client = {loop, version, *endpoint, std::string(request->header("X-Time-Zone")),
                    std::move(trace)},
         .request = request,
         .responder = std::move(responder),
         .accept = Accept(request->header("Accept"))});
  }
  if (request->method != "GET" && request->method != "POST" && request->method != "HEAD") {
    return answer(text_response(405, "Method not allowed"));
  }
  if (path == "/health") return answer(health());
  if (path == "/metrics") return responder.send(metrics());  // no web page's business
  if (is_dev() && path == "/explorer/api/endpoints")
    return answer(json_response(200, endpoints_json(version.get())));
  if (is_dev() && path == "/explorer/api/inferences") {
    if (!names_no_domain(request->header("Host")))
      return responder.send(text_response(
          403, "the history is shown at localhost or at an address, not at a name\n"));
    return handle_inferences(loop, std::move(responder));
  }
  if (version == nullptr && path == "/graphql") {
    return answer(json_response(
        200,
        graphql::error_body("There is no active GraphQL schema.  Please load a Modus plugin.")));
  }
  if (path.size() > 1 && path.ends_with('/') &&
      find_endpoint(version.get(), path.substr(0, path.size() - 1)))
    return answer(moved_to(std::string(path.substr(0, path.size() - 1))));
  if (const ServedSite* site = version ? version->find_site(path) : nullptr) {
    const std::string& within = site->declared.path;
    if (path.size() < within.size()) return answer(moved_to(within));
    return answer(site->files.answer(*request, path.substr(within.size())));
  }
  answer(text_response(404, "Not Found"));
}

void Runtime::handle_inferences(Loop& loop, Responder responder) {
  if (!history_) return responder.send(json_response(200, "[]"));
  history_->newest(kShownInferences, [&loop, responder = std::move(responder)](
                                         Result<std::string> found) mutable {
    loop.post([responder = std::move(responder), found = std::move(found)]() mutable {
      responder.send(found ? json_response(200, *std::move(found))
                           : text_response(500, found.error().describe()));
    });
  });
}

HttpResponse Runtime::metrics() {
  using observe::MetricType;
  observe::Exposition page;
  http_metrics_.write(page);
  function_metrics_.write(page);
  model_metrics_.write(page);
  page.single("modus_calls_running", MetricType::kGauge, "Calls of functions that have a sandbox.",
              admission_.running());
  page.single("modus_calls_waiting", MetricType::kGauge,
              "Calls of functions that wait for a sandbox.", admission_.waiting());
  if (exporter_) {
    const auto counts = exporter_->counts();
    page.single("modus_spans_sent_total", MetricType::kCounter,
                "Spans that the collector has taken.", static_cast<double>(counts.sent));
    page.single("modus_spans_dropped_total", MetricType::kCounter,
                "Spans that the collector never got.", static_cast<double>(counts.dropped));
  }
  page.family("modus_build_info", MetricType::kGauge, "Which version of Modus this is.");
  page.value({{"version", MODUS_VERSION}}, 1);
  observe::write_process_metrics(page);
  return {.content_type = std::string(observe::Exposition::kContentType),
          .headers = {},
          .body = page.take()};
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
