// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/http_provider.h"

#include <algorithm>

#include <boost/algorithm/string/predicate.hpp>

#include "runtime/models/answer.h"
#include "runtime/models/http_stream.h"

namespace modus::models {
namespace {

struct HttpCall final : ModelOperation::State {
  connect::HttpOperation operation;
};

}  // namespace

Result<connect::HttpRequest> HttpProvider::make_request(const ModelRequest& request,
                                                        std::string body) const {
  const ModelEndpoint& endpoint = request.endpoint;
  connect::HttpRequest http;
  http.method = "POST";
  http.url = endpoint.url;
  http.headers = endpoint.headers;
  std::erase_if(http.headers, [](const auto& header) {
    return boost::algorithm::iequals(header.first, "Content-Type");
  });
  http.headers.emplace_back("Content-Type", "application/json");
  http.body = std::move(body);
  http.connect_timeout = limits_.connect;
  http.first_byte_timeout = limits_.idle;
  http.idle_timeout = limits_.idle;
  http.deadline = request.deadline;
  if (endpoint.aws) {
    MODUS_CHECK(connect::sign_for_aws(http, endpoint.aws->credentials, endpoint.aws->scope,
                                      std::chrono::system_clock::now()));
  }
  return http;
}

ModelOperation HttpProvider::invoke(connect::HttpClient& client, ModelRequest request, Done done) {
  const std::shared_ptr<const Format> format = request.endpoint.format;
  auto body = format ? format->to_provider(std::move(request.body)) : std::move(request.body);
  if (!body) return fail_later(client.loop(), body.error(), std::move(done));
  auto http = make_request(request, *std::move(body));
  if (!http) return fail_later(client.loop(), http.error(), std::move(done));
  auto call = std::make_shared<HttpCall>();
  call->operation = client.send(
      *std::move(http), [endpoint = std::move(request.endpoint), stage = stage_, &log = log_,
                         done = std::move(done)](Result<connect::HttpResponse> response) mutable {
        if (!response) {
          return done(std::unexpected(response.error().within(
              fmt::format("the model \"{}\" did not answer", endpoint.model))));
        }
        auto answer = interpret_answer(endpoint, stage, *std::move(response), log);
        if (answer && endpoint.format) answer = endpoint.format->to_guest(*std::move(answer));
        done(std::move(answer));
      });
  return ModelOperation(std::move(call));
}

ModelOperation HttpProvider::stream(connect::HttpClient& client, ModelRequest request,
                                    OnDelta on_delta, Done done) {
  ModelEndpoint& endpoint = request.endpoint;
  if (!endpoint.format) {
    return fail_later(client.loop(),
                      Error(ErrorCode::kInvalidArgument,
                            fmt::format("the model \"{}\" cannot be streamed: its address does not "
                                        "tell which format it speaks; set models.{}.format in "
                                        "modus.json",
                                        endpoint.model, endpoint.model)),
                      std::move(done));
  }
  auto body = to_streaming(*endpoint.format, endpoint.url, std::move(request.body));
  if (!body) return fail_later(client.loop(), body.error(), std::move(done));
  auto http = make_request(request, *std::move(body));
  if (!http) return fail_later(client.loop(), http.error(), std::move(done));
  return start_stream(client, *std::move(http), std::move(endpoint), stage_, log_,
                      std::move(on_delta), std::move(done));
}

}  // namespace modus::models
