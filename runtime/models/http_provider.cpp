// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/http_provider.h"

#include <algorithm>
#include <utility>

#include <boost/algorithm/string/predicate.hpp>

#include "runtime/connect/trace_headers.h"
#include "runtime/models/http_call.h"

namespace modus::models {
namespace {

/// The body to send, and the URL when a stream is to be had at another.
Result<std::string> body_of(ModelRequest& request, std::string& url) {
  const ModelEndpoint& endpoint = request.endpoint;
  if (request.on_delta == nullptr) {
    if (!endpoint.format) return std::move(request.body);
    return endpoint.format->to_provider(std::move(request.body));
  }
  if (endpoint.format) return to_streaming(*endpoint.format, url, std::move(request.body));
  return fail(ErrorCode::kInvalidArgument,
              "the model \"{0}\" cannot be streamed: its address does not tell which format it "
              "speaks; set models.{0}.format in modus.json",
              endpoint.model);
}

Result<connect::HttpRequest> to_http(ModelRequest& request, HttpLimits limits) {
  const ModelEndpoint& endpoint = request.endpoint;
  connect::HttpRequest http;
  http.method = "POST";
  http.url = endpoint.url;
  http.headers = endpoint.headers;
  std::erase_if(http.headers, [](const auto& header) {
    return boost::algorithm::iequals(header.first, "Content-Type");
  });
  http.headers.emplace_back("Content-Type", "application/json");
  MODUS_TRY(body, body_of(request, http.url));
  http.body = std::move(body);
  http.connect_timeout = request.timeouts.connect;
  http.first_byte_timeout = request.timeouts.first_byte;
  http.idle_timeout = limits.idle;
  http.deadline = request.deadline;
  if (endpoint.aws) {
    MODUS_CHECK(connect::sign_for_aws(http, endpoint.aws->credentials, endpoint.aws->scope,
                                      std::chrono::system_clock::now()));
  }
  connect::add_trace(http.headers, request.trace);  // not signed: a proxy may replace it
  return http;
}

}  // namespace

ModelOperation HttpProvider::invoke(connect::HttpClient& client, ModelRequest request, Done done) {
  auto http = to_http(request, limits_);
  if (!http) return fail_later(client.loop(), http.error(), std::move(done));
  return start_http_call(client, *std::move(http), request, stage_, log_, std::move(done));
}

}  // namespace modus::models
