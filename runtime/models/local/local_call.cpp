// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/local_call.h"

#include "runtime/connect/http_failure.h"
#include "runtime/models/answer.h"

namespace modus::models::local {

LocalCall::LocalCall(Setting setting, ModelRequest request, Done done)
    : setting_(std::move(setting)),
      request_(std::move(request)),
      done_(std::move(done)),
      start_limit_(earlier(request_.deadline, Deadline::after(setting_.limits.start))) {}

void LocalCall::start() {
  start_timer_ = Timer(setting_.client.loop(), start_limit_.remaining(), [this] {
    finish(fail(ErrorCode::kDeadlineExceeded, "the local model \"{}\" was not ready in time",
                endpoint().model));
  });
  ticket_ = setting_.server->wait_until_ready(setting_.client.loop(),
                                              [this](Result<ServerAddress> address) {
                                                const auto self = shared_from_this();
                                                if (!address)
                                                  return finish(std::unexpected(address.error()));
                                                start_timer_ = {};
                                                send(*address);
                                              });
}

void LocalCall::send(const ServerAddress& address) {
  connect::HttpRequest http;
  http.method = "POST";
  http.unix_socket = address.socket;
  http.headers = {{"Content-Type", "application/json"}};
  http.body = request_.body;
  http.idle_timeout = setting_.limits.idle;
  http.deadline = request_.deadline;
  http.max_redirects = 0;
  prepare(http);
  operation_ = setting_.client.send(
      std::move(http), [this, life = address.life](Result<connect::HttpResponse> response) {
        const auto self = shared_from_this();
        if (!response) return failed(response.error(), life);
        finish(read_answer(*std::move(response)));
      });
}

void LocalCall::failed(const Error& error, std::uint64_t life) {
  if (error.code() == ErrorCode::kUnavailable) setting_.server->suspect(life);
  // It may have ended before it saw the request; then nothing is lost.
  if (connect::never_connected(error)) return start();
  if (error.code() == ErrorCode::kUnavailable && !answer_began() && !std::exchange(retried_, true))
    return start();
  if (error.code() != ErrorCode::kUnavailable) {
    return finish(std::unexpected(
        error.within(fmt::format("the local model \"{}\" did not answer", endpoint().model))));
  }
  finish(fail(ErrorCode::kUnavailable,
              "the local model \"{}\" stopped while answering; it is being restarted",
              endpoint().model));
}

Outcome LocalCall::interpret(connect::HttpResponse response) const {
  return interpret_answer(endpoint(), setting_.stage, std::move(response), request_.trace,
                          setting_.log);
}

void LocalCall::finish(Outcome outcome) {
  const auto self = shared_from_this();
  start_timer_ = {};
  ticket_ = {};
  operation_ = {};
  std::exchange(done_, nullptr)(std::move(outcome));
}

ModelOperation begin(std::shared_ptr<LocalCall> call) {
  call->start();
  return ModelOperation(std::move(call));
}

}  // namespace modus::models::local
