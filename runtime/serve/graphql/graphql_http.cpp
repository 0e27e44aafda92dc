// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/graphql_http.h"

#include <utility>

#include "runtime/serve/graphql/graphql_ws.h"
#include "runtime/serve/http/answers.h"
#include "runtime/serve/http/media_type.h"

namespace modus::serve {
namespace {

/// What a POST may say that its body is. Nothing at all, and what programs say who were not told
/// otherwise, is taken for JSON, as in the original: any origin is allowed to ask, so that refusing
/// it would protect nothing.
bool may_be_json(std::string_view content_type) {
  if (content_type.empty()) return true;
  const MediaType type = take_media_type(content_type);
  const std::string_view charset = type.parameter("charset");
  const bool known = type.is("application/json") || type.is("application/graphql-response+json") ||
                     type.is("application/x-www-form-urlencoded");
  return known && (charset.empty() || equals_ignoring_case(charset, "utf-8"));
}

bool is_post(const HttpRequest& request) { return request.method == "POST"; }

/// A person who opened the endpoint's address, and no program that asks something.
bool is_visit(const HttpRequest& request) {
  const std::string_view accept = request.header("Accept");
  return !is_post(request) && request.query.empty() && request.body.empty() &&
         accept.find("application/json") == accept.npos &&
         accept.find("text/event-stream") == accept.npos;
}

}  // namespace

void GraphqlHttp::handle(GraphqlExchange exchange) {
  const HttpRequest& request = *exchange.request;
  const std::uint64_t longest = exchange.client.version->limits[app::Limit::kRequestBytes];
  if (request.body.size() > longest)
    return exchange.refuse(
        413,
        fmt::format("The request body of {} bytes is longer than the limit of {}; {}\n",
                    request.body.size(), longest, app::how_to_raise(app::Limit::kRequestBytes)));
  if (wants_websocket(request)) return open_socket(service_, current_, std::move(exchange));
  if (event_streams_.are_meant(request))
    return event_streams_.handle(service_, current_, std::move(exchange));
  if (request.method != "GET" && request.method != "HEAD" && !is_post(request))
    return exchange.refuse(405, "Method not allowed");
  if (explorer_ == Explorer::kThere && is_visit(request)) {
    HttpResponse moved = text_response(307, "");
    moved.headers.emplace_back("Location", "/explorer");
    return exchange.send(std::move(moved));
  }
  if (is_post(request) && !may_be_json(request.header("Content-Type")))
    return exchange.refuse(
        415, fmt::format("The Content-Type \"{}\" is not understood: send JSON in UTF-8, with "
                         "\"Content-Type: application/json\".\n",
                         request.header("Content-Type")));
  if (!exchange.accept.for_response())
    return exchange.refuse(
        406, fmt::format("Nothing here fits \"Accept: {}\": there are application/json, "
                         "application/graphql-response+json, text/event-stream and "
                         "multipart/mixed.\n",
                         request.header("Accept")));
  if (is_post(request) && is_graphql_batch(request.body))
    return answer_batch(service_, std::move(exchange));
  answer_operation(service_, std::move(exchange));
}

}  // namespace modus::serve
