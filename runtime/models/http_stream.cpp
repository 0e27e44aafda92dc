// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/http_stream.h"

#include <memory>
#include <utility>

#include "runtime/models/answer.h"
#include "runtime/models/clean_text.h"
#include "runtime/models/streamed_body.h"

namespace modus::models {
namespace {

class StreamCall final : public ModelOperation::State,
                         public std::enable_shared_from_this<StreamCall> {
 public:
  StreamCall(Loop& loop, ModelEndpoint endpoint, Stage stage, Log& log, OnDelta on_delta, Done done)
      : loop_(loop),
        endpoint_(std::move(endpoint)),
        stage_(stage),
        log_(log),
        on_delta_(std::move(on_delta)),
        done_(std::move(done)),
        body_(endpoint_.format, [this](const Delta& delta) {
          if (!given_up()) on_delta_(delta);
        }) {}

  void start(connect::HttpClient& client, connect::HttpRequest http) {
    http.on_head = [this](const connect::HttpResponse& head) { body_.begin(head); };
    http.on_body = [this](std::string_view bytes) { receive(bytes); };
    operation_ = client.send(std::move(http), [this](Result<connect::HttpResponse> response) {
      const auto self = shared_from_this();
      if (!response) return finish(std::unexpected(response.error().within(no_answer())));
      ended(*std::move(response));
    });
  }

  void pause() override { operation_.pause(); }
  void resume() override { operation_.resume(); }

 private:
  void receive(std::string_view bytes) {
    const auto self = shared_from_this();  // a piece may make the caller give the call up
    const auto read = body_.receive(bytes);
    if (read || given_up()) return;
    operation_ = {};
    loop_.post([weak = weak_from_this(), error = read.error()] {
      if (const auto alive = weak.lock())
        alive->finish(std::unexpected(error.within(alive->no_answer())));
    });
  }

  void ended(connect::HttpResponse response) {
    if (!body_.is_stream()) {
      response.body = body_.take_text();
      if (given_up()) return;
      auto answer = interpret_answer(endpoint_, stage_, std::move(response), log_);
      return finish(answer ? endpoint_.format->to_guest(*std::move(answer)) : std::move(answer));
    }
    auto whole = body_.finish();
    if (given_up()) return;
    if (!whole) return finish(std::unexpected(whole.error().within(no_answer())));
    finish(clean_text(*std::move(whole)));
  }

  std::string no_answer() const {
    return fmt::format("the model \"{}\" did not answer", endpoint_.model);
  }

  void finish(Result<std::string> result) { std::exchange(done_, nullptr)(std::move(result)); }

  Loop& loop_;
  const ModelEndpoint endpoint_;
  const Stage stage_;
  Log& log_;
  OnDelta on_delta_;
  Done done_;
  StreamedBody body_;
  connect::HttpOperation operation_;
};

}  // namespace

ModelOperation start_stream(connect::HttpClient& client, connect::HttpRequest http,
                            ModelEndpoint endpoint, Stage stage, Log& log, OnDelta on_delta,
                            Done done) {
  auto call = std::make_shared<StreamCall>(client.loop(), std::move(endpoint), stage, log,
                                           std::move(on_delta), std::move(done));
  call->start(client, std::move(http));
  return ModelOperation(std::move(call));
}

}  // namespace modus::models
