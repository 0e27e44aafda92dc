// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/chat_call.h"

#include <optional>
#include <utility>

#include "runtime/models/clean_text.h"
#include "runtime/models/formats/formats.h"
#include "runtime/models/streamed_body.h"

namespace modus::models::local {
namespace {

constexpr std::string_view kFormat = "openai-chat";

class ChatCall final : public LocalCall {
 public:
  using LocalCall::LocalCall;

 private:
  void prepare(connect::HttpRequest& http) override {
    http.url = "http://localhost/v1/chat/completions";
    body_.emplace(find_format(kFormat), [this](const Delta& delta) { tell(delta); });
    http.on_head = [this](const connect::HttpResponse& head) { body_->begin(head); };
    http.on_body = [this](std::string_view bytes) { receive(bytes); };
  }

  bool answer_began() const override { return received_; }

  void receive(std::string_view bytes) {
    const auto self = shared_from_this();  // a piece may make the caller give the call up
    received_ = true;
    (void)body_->receive(bytes);  // finish() tells
  }

  Outcome read_answer(connect::HttpResponse response) override {
    if (!body_->is_stream()) {
      response.body = body_->take_text();
      return interpret(std::move(response));
    }
    auto whole = body_->finish();
    if (!whole) {
      return {std::unexpected(whole.error().within(
                  fmt::format("the local model \"{}\" did not answer", endpoint().model))),
              Ending::kLost};
    }
    Outcome outcome(clean_text(*std::move(whole)));
    outcome.first_piece = body_->first_piece();
    return outcome;
  }

  std::optional<StreamedBody> body_;
  bool received_ = false;
};

}  // namespace

ModelOperation start_chat(LocalCall::Setting setting, ModelRequest request, Done done) {
  std::string url;  // stays the same
  auto body = to_streaming(*find_format(kFormat), url, std::move(request.body));
  if (!body) return fail_later(setting.client.loop(), body.error(), std::move(done));
  request.body = *std::move(body);
  return begin(std::make_shared<ChatCall>(std::move(setting), std::move(request), std::move(done)));
}

}  // namespace modus::models::local
