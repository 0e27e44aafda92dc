// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/chat_call.h"

#include "runtime/models/answer.h"
#include "runtime/models/chat_completion.h"
#include "runtime/models/sse.h"

namespace modus::models::local {
namespace {

constexpr std::size_t kKeptRaw = 1u << 20;  // of an answer that is no stream of events: an error

class ChatCall final : public LocalCall {
 public:
  using LocalCall::LocalCall;

 private:
  void prepare(connect::HttpRequest& http) override {
    http.url = "http://localhost/v1/chat/completions";
    http.on_body = [this](std::string_view bytes) { receive(bytes); };
  }

  bool answer_began() const override { return received_; }

  void receive(std::string_view bytes) {
    received_ = true;
    if (raw_.size() < kKeptRaw && !seen_event_) raw_ += bytes;
    events_.feed(bytes);
  }

  void receive_event(const SseEvent& event) {
    seen_event_ = true;
    raw_.clear();
    if (well_formed_) well_formed_ = assembler_.add(event.data);
  }

  Result<std::string> read_answer(connect::HttpResponse response) override {
    if (!seen_event_) {
      response.body = std::move(raw_);
      return interpret(std::move(response));
    }
    if (!well_formed_) return std::unexpected(well_formed_.error());
    if (!assembler_.complete()) {
      return fail(ErrorCode::kUnavailable,
                  "the local model \"{}\" ended its answer before it was complete",
                  endpoint().model);
    }
    return clean_text(assembler_.take());
  }

  std::string raw_;
  bool received_ = false;
  bool seen_event_ = false;
  Result<void> well_formed_;
  ChatAssembler assembler_;
  SseParser events_{[this](const SseEvent& event) { receive_event(event); }};
};

}  // namespace

ModelOperation start_chat(LocalCall::Setting setting, ModelRequest request, Done done) {
  auto body = to_streaming_request(request.body);
  if (!body) return fail_later(setting.client.loop(), body.error(), std::move(done));
  request.body = *std::move(body);
  return begin(std::make_shared<ChatCall>(std::move(setting), std::move(request), std::move(done)));
}

}  // namespace modus::models::local
