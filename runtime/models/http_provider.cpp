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

// The key of modus.json that sets the limit; the total limit is not ours.
std::string_view key_of(connect::HttpTimeout timeout) {
  switch (timeout) {
    case connect::HttpTimeout::kConnect: return "connectMs";
    case connect::HttpTimeout::kFirstByte: return "firstByteMs";
    case connect::HttpTimeout::kNone:
    case connect::HttpTimeout::kIdle:
    case connect::HttpTimeout::kDeadline: return {};
  }
  return {};
}

Ending ending_of(const Error& error, const connect::HttpOperation& operation) {
  using connect::HttpStage;
  const HttpStage stage = operation.stage();
  switch (error.code()) {
    case ErrorCode::kUnavailable:
      return stage == HttpStage::kAnswering ? Ending::kLost : Ending::kFailed;
    case ErrorCode::kDeadlineExceeded:
      return operation.timeout() == connect::HttpTimeout::kConnect ? Ending::kFailed
                                                                   : Ending::kLost;
    default: return Ending::kRefused;
  }
}

Outcome no_answer(const ModelEndpoint& endpoint, const Error& error,
                  const connect::HttpOperation& operation) {
  const std::string_view key = key_of(operation.timeout());
  const std::string remedy =
      key.empty() ? ""
                  : fmt::format("; raise models.{}.timeouts.{} in modus.json", endpoint.model, key);
  return {fail(error.code(), "the model \"{}\" did not answer: {}{}", endpoint.model,
               error.describe(), remedy),
          ending_of(error, operation)};
}

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
  http.connect_timeout = request.timeouts.connect;
  http.first_byte_timeout = request.timeouts.first_byte;
  http.idle_timeout = limits_.idle;
  http.deadline = request.deadline;
  auto call = std::make_shared<HttpCall>();
  call->operation =
      client.send(std::move(http),
                  [endpoint = &request.endpoint, stage = stage_, &log = log_, call = call.get(),
                   done = std::move(done)](Result<connect::HttpResponse> response) mutable {
                    if (response)
                      return done(interpret_answer(*endpoint, stage, *std::move(response), log));
                    done(no_answer(*endpoint, response.error(), call->operation));
                  });
  return ModelOperation(std::move(call));
}

}  // namespace modus::models
