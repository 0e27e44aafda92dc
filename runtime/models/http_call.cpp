// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/http_call.h"

#include <memory>
#include <optional>
#include <utility>

#include "runtime/json/json.h"
#include "runtime/models/answer.h"
#include "runtime/models/clean_text.h"
#include "runtime/models/streamed_body.h"

namespace modus::models {
namespace {

class HttpCall final : public ModelOperation::State, public std::enable_shared_from_this<HttpCall> {
 public:
  HttpCall(const ModelRequest& request, Stage stage, Log& log, Done done)
      : endpoint_(request.endpoint),
        trace_(request.trace),
        on_delta_(request.on_delta),
        stage_(stage),
        log_(log),
        done_(std::move(done)) {}

  void start(connect::HttpClient& client, connect::HttpRequest http) {
    if (on_delta_ != nullptr) {
      body_.emplace(endpoint_.format, [this](const Delta& delta) {
        if (!given_up()) (*on_delta_)(delta);
      });
      http.on_head = [this](const connect::HttpResponse& head) { body_->begin(head); };
      http.on_body = [this, &loop = client.loop()](std::string_view bytes) {
        receive(bytes, loop);
      };
    }
    operation_ = client.send(std::move(http), [this](Result<connect::HttpResponse> response) {
      const auto self = shared_from_this();
      if (!response) return finish(interpret_failure(endpoint_, response.error(), operation_));
      ended(*std::move(response));
    });
  }

  void pause() override { operation_.pause(); }
  void resume() override { operation_.resume(); }

 private:
  void receive(std::string_view bytes, Loop& loop) {
    const auto self = shared_from_this();  // a piece may make the caller give the call up
    if (body_->receive(bytes) || given_up()) return;
    operation_ = {};
    loop.post([weak = weak_from_this()] {
      const auto alive = weak.lock();
      if (alive && !alive->given_up()) alive->finish(alive->whole_of_stream());
    });
  }

  void ended(connect::HttpResponse response) {
    if (body_ && body_->is_stream()) {
      Outcome outcome = whole_of_stream();  // which may tell last pieces
      return given_up() ? void() : finish(std::move(outcome));
    }
    if (body_) response.body = body_->take_text();
    Outcome outcome = interpret_answer(endpoint_, stage_, std::move(response), trace_, log_);
    const bool answered = outcome.ending == Ending::kAnswered && outcome.answer;
    if (body_ && answered && !is_object(*outcome.answer)) outcome = no_stream(*outcome.answer);
    finish(std::move(outcome));
  }

  static bool is_object(std::string_view text) {
    return text.substr(0, text.find('{')).find_first_not_of(" \t\r\n") == text.npos &&
           json::is_valid(text);
  }

  // A page of a proxy, say. It would be a stream without pieces, and nobody would hear why.
  Outcome no_stream(std::string_view text) const {
    return {
        fail(ErrorCode::kUnavailable,
             "the model \"{}\" did not answer: what came is neither a stream nor a JSON object: {}",
             endpoint_.model,
             text.empty() ? "nothing" : clean_text(std::string(text.substr(0, 200)))),
        Ending::kLost};
  }

  Outcome whole_of_stream() {
    auto whole = body_->finish();
    if (!whole) {
      return {std::unexpected(whole.error().within(
                  fmt::format("the model \"{}\" did not answer", endpoint_.model))),
              Ending::kLost};
    }
    Outcome outcome(clean_text(*std::move(whole)));
    outcome.first_piece = body_->first_piece();
    return outcome;
  }

  void finish(Outcome outcome) { std::exchange(done_, nullptr)(std::move(outcome)); }

  const ModelEndpoint& endpoint_;
  const observe::TraceContext trace_;
  OnDelta* const on_delta_;  // null unless the answer is a stream
  const Stage stage_;
  Log& log_;
  Done done_;
  std::optional<StreamedBody> body_;
  connect::HttpOperation operation_;
};

}  // namespace

ModelOperation start_http_call(connect::HttpClient& client, connect::HttpRequest http,
                               const ModelRequest& request, Stage stage, Log& log, Done done) {
  auto call = std::make_shared<HttpCall>(request, stage, log, std::move(done));
  call->start(client, std::move(http));
  return ModelOperation(std::move(call));
}

}  // namespace modus::models
