// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/http_call.h"

#include <charconv>

#include <fmt/ranges.h>
#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/replace.hpp>

#include "runtime/app/http_connection.h"
#include "runtime/connect/trace_headers.h"
#include "runtime/connect/url.h"

namespace modus::host {
namespace {

using boost::algorithm::to_lower_copy;

// Scheme, host, port and path in lower case.
std::string place_of(const connect::Url& url) {
  return to_lower_copy(fmt::format("{}://{}:{}{}", url.scheme, url.host, url.port, url.path));
}

// A server may take "%2e%2e" for "..", and so leave what baseUrl allows.
bool hides_dots(const connect::Url& url) {
  std::string path = to_lower_copy(url.path);
  boost::algorithm::replace_all(path, "%2e", ".");
  boost::algorithm::replace_all(path, "%2f", "/");
  boost::algorithm::replace_all(path, "%5c", "/");
  boost::algorithm::replace_all(path, "\\", "/");
  return (path + "/").contains("/../");
}

// How many characters of the place the connection names; 0 when it does not allow the place.
std::size_t allowed_length(const app::Connection& connection, const std::string& place) {
  if (connection.type != app::ConnectionType::kHttp) return 0;
  const bool is_endpoint = !connection.endpoint.empty();
  const auto url = connect::parse_url(is_endpoint ? connection.endpoint : connection.base_url);
  if (!url) return 0;
  std::string allowed = place_of(*url);
  if (is_endpoint) return place == allowed ? allowed.size() : 0;
  if (!allowed.ends_with('/')) allowed += '/';
  return place.starts_with(allowed) ? allowed.size() : 0;
}

std::string origin_of(const connect::Url& url) {
  const bool is_default = url.port == (url.scheme == "https" ? "443" : "80");
  return fmt::format("{}://{}{}", url.scheme, url.host, is_default ? "" : ":" + url.port);
}

void set_server(observe::Span& span, const connect::Url& url) {
  span.set("server.address", url.host);
  std::int64_t port = 0;
  std::from_chars(url.port.data(), url.port.data() + url.port.size(), port);
  span.set("server.port", port);
}

std::string known_addresses(const app::Manifest& manifest) {
  std::vector<std::string_view> known;
  for (const app::Connection& connection : manifest.connections) {
    if (connection.type != app::ConnectionType::kHttp) continue;
    known.emplace_back(connection.endpoint.empty() ? connection.base_url : connection.endpoint);
  }
  return known.empty() ? "no addresses" : fmt::format("{}", fmt::join(known, ", "));
}

Result<void> check_redirect(const app::Manifest& manifest, const connect::Url& from,
                            const connect::Url& to) {
  const bool turns_to_tls = from.scheme == "http" && from.port == "80" && to.scheme == "https" &&
                            to.port == "443" && from.host == to.host;
  if (from.same_origin(to) || turns_to_tls) return {};
  if (const auto allowed = allowed_connection(manifest, to.text); !allowed) {
    return std::unexpected(
        allowed.error().within(fmt::format("cannot follow a redirect of {}", origin_of(from))));
  }
  return {};
}

}  // namespace

void send_http(LoopClients& clients, const std::shared_ptr<functions::HostRequest>& request,
               connect::HttpRequest http, ReadResponse read) {
  connect::add_trace(http.headers, request->trace);
  // Begins on the loop: on the guest's own stack, the work below would leave its pages touched for
  // as long as the guest waits. The operation lives in the request's cancel task.
  auto operation = std::make_shared<connect::HttpOperation>();
  request->cancel = [operation] { *operation = {}; };
  request->caller->loop().post([&clients, http = std::move(http), read = std::move(read),
                                weak = std::weak_ptr(request),
                                started = std::weak_ptr(operation)]() mutable {
    const auto waiting = weak.lock();
    const auto slot = started.lock();
    if (!waiting || !slot) return;
    auto answer = [request = waiting,
                   read = std::move(read)](Result<connect::HttpResponse> response) {
      auto done = std::move(request->done);
      request->cancel = nullptr;
      if (!response) return done(std::unexpected(std::move(response).error()));
      done(read(*request, *std::move(response)));
    };
    *slot = clients.of(waiting->caller->loop()).send(std::move(http), std::move(answer));
  });
}

void describe_http(observe::Span& span, std::string_view method, std::string_view url) {
  span.set_kind(observe::SpanKind::kClient);
  std::string name = method.empty() ? "GET" : boost::algorithm::to_upper_copy(std::string(method));
  span.rename(name);
  span.set("http.request.method", std::move(name));
  const auto parsed = connect::parse_url(std::string(url));
  if (!parsed) return;
  span.set("url.full", origin_of(*parsed) + parsed->path);
  set_server(span, *parsed);
}

void describe_server(observe::Span& span, const std::string& url) {
  if (const auto parsed = connect::parse_url(url)) set_server(span, *parsed);
}

void describe_status(observe::Span& span, std::int64_t status) {
  span.set("http.response.status_code", status);
  if (status >= 400) span.fail(fmt::format("{}", status), "");
}

Result<const app::Connection*> allowed_connection(const app::Manifest& manifest,
                                                  std::string_view url) {
  MODUS_TRY(parsed, connect::parse_url(std::string(url)));
  if (hides_dots(parsed))
    return fail(ErrorCode::kPermissionDenied, "the URL's path holds \"..\" in disguise");
  const std::string place = place_of(parsed);
  const app::Connection* best = nullptr;
  std::size_t best_length = 0;
  for (const app::Connection& connection : manifest.connections) {
    const std::size_t length = allowed_length(connection, place);
    if (length > best_length) {
      best = &connection;
      best_length = length;
    }
  }
  if (best != nullptr) return best;
  return fail(ErrorCode::kPermissionDenied,
              "modus.json does not allow requests to {0}{1}; add it under \"connections\", as "
              "{{\"type\": \"http\", \"baseUrl\": \"{0}/\"}} (allowed now: {2})",
              origin_of(parsed), parsed.path, known_addresses(manifest));
}

Result<void> add_connection(connect::HttpRequest& http, const app::Connection& connection,
                            std::shared_ptr<const app::Manifest> manifest,
                            const app::Environment& environment) {
  MODUS_TRY(additions, app::http_additions(connection, environment));
  http.url = app::with_query(http.url, std::move(additions.query_parameters));
  http.headers.insert(http.headers.end(), std::make_move_iterator(additions.headers.begin()),
                      std::make_move_iterator(additions.headers.end()));
  http.allow_redirect = [manifest = std::move(manifest)](const auto& from, const auto& to) {
    return check_redirect(*manifest, from, to);
  };
  return {};
}

}  // namespace modus::host
