// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/conversation.h"

#include <algorithm>

#include "runtime/host/arguments.h"

namespace modus::host {
namespace {

constexpr std::int64_t kMostRounds = 100;

Result<json::Object> parse_request(std::string_view input) {
  auto body = json::parse(input);
  if (!body) return std::unexpected(body.error().within("the input for the model is not JSON"));
  if (!body->is_object())
    return fail(ErrorCode::kInvalidArgument, "the input for the model is not a JSON object");
  return std::move(body->get_object());
}

}  // namespace

void read_tools(const functions::HostRequest& request, std::size_t at, Question& question) {
  const types::Value names = request.arguments[at];
  const types::Value rounds = request.arguments[at + 1];
  if (names.kind() == types::Value::Kind::kList) {
    for (const types::Value& name : names.as_list()) question.tools.push_back(text_of(name));
  }
  if (rounds.kind() == types::Value::Kind::kInt) question.max_rounds = rounds.as_int();
}

Conversation::Conversation(const ModelCalls& calls, Log& log, const functions::HostRequest& within)
    : calls_(calls), log_(log) {
  within_.caller = within.caller;
  within_.name = within.name;
  within_.sequence = within.sequence;
  within_.trace = within.trace;
}

Result<std::unique_ptr<Conversation>> Conversation::make(const ModelCalls& calls, Log& log,
                                                         const functions::HostRequest& within,
                                                         const Question& question,
                                                         models::OnDelta on_delta, Done done) {
  std::unique_ptr<Conversation> made(new Conversation(calls, log, within));
  MODUS_CHECK(made->prepare(question));
  made->on_delta_ = std::move(on_delta);
  made->done_ = std::move(done);
  return made;
}

Result<void> Conversation::prepare(const Question& question) {
  model_ = question.model;
  MODUS_TRY(format, calls_.format_of(model_));
  format_ = std::move(format);
  MODUS_TRY(request, parse_request(question.input));
  request_ = std::move(request);
  guests_tools_ = format_->tools_of(request_);
  if (question.max_rounds < 1 || question.max_rounds > kMostRounds) {
    return fail(ErrorCode::kInvalidArgument, "{} rounds of tools are allowed; 1 to {} can be",
                question.max_rounds, kMostRounds);
  }
  max_rounds_ = question.max_rounds;
  if (!question.tools.empty()) MODUS_CHECK(offer(question.tools));
  if (question.answer != nullptr) {
    MODUS_TRY(typed, TypedAnswer::of(*question.answer));
    typed.ask_for(*format_, request_);
    typed_ = std::move(typed);
  }
  return {};
}

Result<void> Conversation::offer(std::span<const std::string_view> names) {
  MODUS_TRY(tools, Toolbox::open(within_.caller->convention(), names));
  for (const std::string& name : guests_tools_) {
    if (tools.has(name))
      return fail(ErrorCode::kInvalidArgument,
                  "the tool \"{}\" is offered twice: by the request, and as a function", name);
  }
  if (format_->offer_tools(request_, tools.tools()) == models::Support::kNone) {
    return fail(ErrorCode::kInvalidArgument,
                "the model \"{}\" cannot be offered tools: its format, {}, has none", model_,
                format_->name());
  }
  tools_ = std::move(tools);
  return {};
}

void Conversation::start() { ask(); }

void Conversation::pause() {
  paused_ = true;
  call_.pause();
}

void Conversation::resume() {
  paused_ = false;
  call_.resume();
}

void Conversation::ask() {
  models::OnDelta tell;
  if (on_delta_) {
    tell = [this](const models::Delta& delta) {
      if (paused_) call_.pause();  // a request that begins later does not know
      on_delta_(delta);
    };
  }
  call_ = calls_.ask(within_, model_, json::to_text(request_), std::move(tell),
                     [this](models::Outcome outcome) { answered(std::move(outcome)); });
}

void Conversation::answered(models::Outcome outcome) {
  if (!outcome.answer) return end(std::unexpected(std::move(outcome.answer).error()));
  auto answer = json::parse(*outcome.answer);
  const bool is_answer =
      outcome.ending == models::Ending::kAnswered && answer && answer->is_object();
  if (!is_answer) return end(as_it_came(*std::move(outcome.answer), answer));
  auto calls = format_->tool_calls_of(answer->get_object());
  if (goes_to_tools(calls)) return call_tools(std::move(answer->get_object()), std::move(calls));
  finish(answer->get_object(), *std::move(outcome.answer));
}

// The guest reads errors of a provider by itself, unless it wants a value.
Result<std::string> Conversation::as_it_came(std::string text,
                                             const Result<json::Value>& answer) const {
  if (!typed_) return text;
  const std::string words = answer ? format_->error_words(*answer) : text.substr(0, 200);
  return fail(ErrorCode::kUnavailable, "the model \"{}\" did not answer; it says: {}", model_,
              words);
}

// A call of the guest's own tools is for the guest to answer, with all that came beside it.
bool Conversation::goes_to_tools(const std::vector<models::ToolCall>& calls) const {
  if (!tools_) return false;
  const auto is_guests = [&](const models::ToolCall& call) {
    return std::ranges::find(guests_tools_, call.name) != guests_tools_.end();
  };
  const auto gives_answer = [&](const models::ToolCall& call) {
    return typed_ && typed_->is_given_by(call);
  };
  return std::ranges::none_of(calls, is_guests) && !std::ranges::all_of(calls, gives_answer);
}

void Conversation::call_tools(json::Object answer, std::vector<models::ToolCall> calls) {
  if (rounds_++ == max_rounds_) {
    return end(fail(ErrorCode::kResourceExhausted,
                    "the model \"{}\" did not answer but called tools, {} times in a row; raise "
                    "its maxToolRounds if it needs more",
                    model_, max_rounds_));
  }
  // A demand that tools be called is met with the first ones, or the model could never answer; but
  // where the answer itself is given by a tool, that stays demanded.
  if (!typed_ || !typed_->is_asked_for_by_tool(*format_, request_))
    format_->free_tool_choice(request_);
  format_->keep_answer(request_, answer);
  round_.emplace(log_, *tools_, within_, std::move(calls),
                 [this](std::vector<models::ToolResult> results) {
                   format_->add_tool_results(request_, results);
                   round_.reset();
                   ask();
                 });
}

void Conversation::finish(const json::Object& answer, std::string text) {
  if (!typed_) return end(std::move(text));
  auto value = typed_->read(*format_, answer);
  if (value) return end(std::move(value));
  const Error problem = std::move(value).error();
  if (problem.code() == ErrorCode::kInvalidArgument && !asked_again_) {
    asked_again_ = true;
    log_.info("The model's answer does not fit; it is asked again.",
              {{"function", within_.caller->function()},
               {"execution_id", within_.caller->execution_id()},
               within_.trace,
               {"detail", fmt::format("Model: {}", model_)},
               {"error", problem.message()},
               {"user_visible", true}});
    typed_->ask_again(*format_, request_, answer, problem);
    return ask();
  }
  end(std::unexpected(problem.within(
      fmt::format("the answer of the model \"{}\" {}", model_,
                  asked_again_ ? "does not fit, nor did the one before" : "cannot be used"))));
}

// May destroy this.
void Conversation::end(Result<std::string> result) {
  auto done = std::move(done_);
  done(std::move(result));
}

}  // namespace modus::host
