// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/chat_call.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "runtime/models/clean_text.h"
#include "runtime/models/formats/formats.h"
#include "runtime/models/formats/members.h"
#include "runtime/models/local/tool_demand.h"
#include "runtime/models/local/tool_words.h"
#include "runtime/models/streamed_body.h"

namespace modus::models::local {
namespace {

constexpr std::string_view kFormat = "openai-chat";

class ChatCall final : public LocalCall {
 public:
  ChatCall(Setting setting, ModelRequest request, std::optional<ToolDemand> demand, Done done)
      : LocalCall(std::move(setting), std::move(request), std::move(done)),
        demand_(std::move(demand)) {}

 private:
  void prepare(connect::HttpRequest& http) override {
    http.url = "http://localhost/v1/chat/completions";
    body_.emplace(find_format(kFormat), [this](const Delta& delta) {
      if (!demand_) tell(delta);  // else the text is a call
    });
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
    std::string answer = clean_text(*std::move(whole));
    Outcome outcome(demand_ ? calls_in(answer) : std::move(answer));
    outcome.first_piece = body_->first_piece();
    return outcome;
  }

  std::string calls_in(std::string_view text) {
    auto answer = json::parse(text);
    if (!answer || !answer->is_object()) return std::string(text);
    demand_->read(answer->get_object());
    std::int64_t index = 0;
    for (const ToolCall& call : find_format(kFormat)->tool_calls_of(answer->get_object())) {
      tell({.kind = Delta::Kind::kToolCall,
            .index = index++,
            .text = call.arguments,
            .tool = call.name,
            .call = call.id});
    }
    return json::to_text(*answer);
  }

  const std::optional<ToolDemand> demand_;
  std::optional<StreamedBody> body_;
  bool received_ = false;
};

// The server would leave the tools out without a word.
void warn_of_tools(const json::Object& request, const ModelEndpoint& endpoint, Log& log) {
  const json::Array* tools = json::find_array(request, "tools");
  const bool wants_none = json::find_string(request, "tool_choice").value_or("") == "none";
  const json::Array* messages = json::find_array(request, "messages");
  const bool has_called =
      messages != nullptr && std::ranges::any_of(*messages, [](const auto& one) {
        return one.is_object() && text_member(one.get_object(), "role") == "tool";
      });
  if (tools == nullptr || tools->empty() || wants_none || has_called) return;
  log.warning(
      "A local model was offered tools, but was not trained to call any; it answers without "
      "them. \"tool_choice\" in the request can demand a call.",
      {{"model", endpoint.model}});
}

// Writes what the request has of tools as this model understands it. What is demanded remains to be
// read out of the answer.
Result<std::optional<ToolDemand>> take_tools(ModelRequest& request, const ModelFacts& facts,
                                             Log& log) {
  if (!request.body.contains("\"tool")) return std::nullopt;
  auto parsed = json::parse(request.body);
  if (!parsed || !parsed->is_object()) return std::nullopt;  // to_streaming() tells
  json::Object& body = parsed->get_object();
  MODUS_TRY(demand, ToolDemand::of(body));
  if (!facts.has_words_for_tools) {
    if (!demand) warn_of_tools(body, request.endpoint, log);
    put_tools_in_words(body);
  }
  if (demand) demand->put_to(body);
  request.body = json::to_text(*parsed);
  return demand;
}

}  // namespace

ModelOperation start_chat(LocalCall::Setting setting, const ModelFacts& facts, ModelRequest request,
                          Done done) {
  std::string url;  // stays the same
  auto demand = take_tools(request, facts, setting.log);
  if (!demand) return fail_later(setting.client.loop(), demand.error(), std::move(done));
  auto body = to_streaming(*find_format(kFormat), url, std::move(request.body));
  if (!body) return fail_later(setting.client.loop(), body.error(), std::move(done));
  request.body = *std::move(body);
  return begin(std::make_shared<ChatCall>(std::move(setting), std::move(request),
                                          *std::move(demand), std::move(done)));
}

}  // namespace modus::models::local
