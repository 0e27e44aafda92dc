// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/http_provider.h"

#include <algorithm>

#include <boost/algorithm/string/predicate.hpp>

#include "runtime/models/answer.h"

namespace modus::models {
namespace {

struct HttpCall final : ModelOperation::State {
  connect::HttpOperation operation;
};

}  // namespace

ModelOperation HttpProvider::invoke(connect::HttpClient& client, ModelRequest request, Done done) {
  connect::HttpRequest http;
  http.method = "POST";
  http.url = request.endpoint.url;
  http.headers = request.endpoint.headers;
  std::erase_if(http.headers, [](const auto& header) {
    return boost::algorithm::iequals(header.first, "Content-Type");
  });
  http.headers.emplace_back("Content-Type", "application/json");
  http.body = std::move(request.body);
  http.connect_timeout = limits_.connect;
  http.idle_timeout = limits_.idle;
  http.deadline = request.deadline;
  auto call = std::make_shared<HttpCall>();
  call->operation = client.send(
      std::move(http), [endpoint = std::move(request.endpoint), stage = stage_, &log = log_,
                        done = std::move(done)](Result<connect::HttpResponse> response) mutable {
        if (response) return done(interpret_answer(endpoint, stage, *std::move(response), log));
        done(std::unexpected(response.error().within(
            fmt::format("the model \"{}\" did not answer", endpoint.model))));
      });
  return ModelOperation(std::move(call));
}

}  // namespace modus::models
