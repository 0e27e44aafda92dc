// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/telemetry/request_watch.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string>

#include <fmt/format.h>

namespace modus::serve {
namespace {

// As nginx counts clients that left before they were answered.
constexpr int kClientLeft = 499;

// Others are told as one, so that clients cannot make names.
std::string known_method(std::string_view method) {
  constexpr std::array<std::string_view, 9> kKnown = {
      "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"};
  const bool is_known = std::ranges::find(kKnown, method) != kKnown.end();
  return is_known ? std::string(method) : "_OTHER";
}

/// "example.com:8686", as the client calls this server.
void set_server(observe::Span& span, std::string_view host) {
  const auto colon = host.rfind(':');
  const bool has_port = colon != host.npos && host.find(']', colon) == host.npos;
  span.set("server.address", std::string(host.substr(0, has_port ? colon : host.size())));
  std::int64_t port = 0;
  if (has_port &&
      std::from_chars(host.data() + colon + 1, host.data() + host.size(), port).ec == std::errc())
    span.set("server.port", port);
}

// The query is left out: it may hold anything, variables of an operation as well.
void describe(observe::Span& span, const HttpRequest& request, const app::Endpoint& endpoint) {
  std::string method = known_method(request.method);
  span.rename(fmt::format("{} {}", method == "_OTHER" ? "HTTP" : method, endpoint.path));
  span.set("http.request.method", std::move(method));
  span.set("http.route", endpoint.path);
  span.set("url.path", std::string(request.path));
  span.set("url.scheme", "http");
  if (const auto host = request.header("Host"); !host.empty()) set_server(span, host);
  if (const auto agent = request.header("User-Agent"); !agent.empty())
    span.set("user_agent.original", std::string(agent));
  span.set("modus.endpoint", endpoint.name);
}

void end_span(observe::Span& span, const ExchangeFacts& facts) {
  if (facts.status == 0) {
    span.set("modus.client_left", true);  // which is no fault of the server
  } else {
    span.set("http.response.status_code", std::int64_t{facts.status});
    span.set("http.response.body.size", static_cast<std::int64_t>(facts.body_bytes));
    if (facts.status >= 500) span.fail(fmt::format("{}", facts.status), "");
  }
  span.end();
}

}  // namespace

observe::TraceContext trace_of(const HttpRequest& request) {
  const std::string_view parent = request.header("traceparent");
  if (parent.empty()) return {};
  return observe::parse_trace_context(parent, request.header("tracestate"))
      .value_or(observe::TraceContext());
}

RequestTrace watch_request(Loop& loop, const HttpRequest& request, const ServedEndpoint& endpoint,
                           Responder& responder, observe::HttpMetrics& metrics,
                           observe::Tracer* tracer) {
  observe::Span span(tracer, trace_of(request), "", observe::SpanKind::kServer,
                     observe::ParentIs::kElsewhere);
  RequestTrace trace{.context = span.context()};
  if (span.is_recorded()) {
    describe(span, request, endpoint.declared);
    trace.span = std::make_shared<observe::Span>(std::move(span));
  }
  metrics.began(loop.index());
  responder.on_end([&metrics, loop = loop.index(), name = endpoint.declared.name,
                    started = std::chrono::steady_clock::now(),
                    kept = trace.span](const ExchangeFacts& facts) {
    metrics.ended(loop, name, facts.status == 0 ? kClientLeft : facts.status, facts.body_bytes,
                  std::chrono::steady_clock::now() - started);
    if (kept) end_span(*kept, facts);
  });
  return trace;
}

}  // namespace modus::serve
