// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/chain.h"

#include <utility>

#include "runtime/models/resilience/routing.h"

namespace modus::models::resilience {
namespace {

class Chain final : public ModelOperation::State, public std::enable_shared_from_this<Chain> {
 public:
  Chain(connect::HttpClient& client, std::vector<Candidate> candidates, Question question, Log& log,
        Done done)
      : client_(client),
        candidates_(std::move(candidates)),
        question_(std::move(question)),
        log_(log),
        done_(std::move(done)) {}

  void ask() {
    const Candidate& candidate = candidates_[at_];
    const auto answered = [this](Outcome outcome) { ended(std::move(outcome)); };
    if (!candidate.endpoint) {
      operation_ = fail_later(client_.loop(), candidate.endpoint.error(), answered);
      return;
    }
    operation_ =
        candidate.stack->provider().invoke(client_,
                                           {.endpoint = *candidate.endpoint,
                                            .body = body_for(candidate),
                                            .deadline = question_.deadline,
                                            .patience = question_.patience,
                                            .account = question_.account,
                                            .trace = question_.trace,
                                            .on_delta = question_.on_delta ? &on_delta_ : nullptr},
                                           answered);
  }

  void pause() override { operation_.pause(); }
  void resume() override { operation_.resume(); }

 private:
  bool is_last() const { return at_ + 1 == candidates_.size(); }

  std::string body_for(const Candidate& candidate) {
    const std::string& source_model = candidate.endpoint->source_model;
    if (candidate.name != question_.asked && !source_model.empty())
      return with_model(question_.body, source_model);
    return with_spelling(is_last() ? std::move(question_.body) : question_.body, source_model);
  }

  void ended(Outcome outcome) {
    const auto self = shared_from_this();
    attempts_ += outcome.attempts;
    note(outcome);
    if (may_ask_another(outcome.ending) && !is_last() && !told_ && !question_.patience.passed()) {
      ++at_;
      log_.warning(
          "A model did not answer; another is asked.",
          {{"model", candidates_[at_ - 1].name}, {"next", candidates_[at_].name}, question_.trace});
      return ask();
    }
    outcome.attempts = attempts_;
    name_who_answered(outcome);
    if (!outcome.answer && at_ > 0)
      outcome.answer = fail(outcome.answer.error().code(), "no model answered: {}", said_);
    operation_ = {};
    if (question_.on_delta && !told_ && outcome.ending == Ending::kAnswered) tell_whole(outcome);
    if (given_up()) return;
    std::exchange(done_, nullptr)(std::move(outcome));
  }

  void name_who_answered(Outcome& outcome) const {
    const Candidate& candidate = candidates_[at_];
    outcome.model = candidate.name;
    if (!candidate.endpoint) return;
    outcome.provider = candidate.stack->provider_name();
    outcome.source_model = candidate.endpoint->source_model;
    outcome.format = candidate.endpoint->format;
  }

  // Of an answer that came in one piece: from a cache, or from a provider that does not stream.
  void tell_whole(const Outcome& outcome) {
    const auto& format = candidates_[at_].endpoint->format;
    const auto answer = outcome.answer ? json::parse(*outcome.answer) : json::Value();
    if (!format || !answer || !answer->is_object()) return;
    const auto text = format->text_of(answer->get_object());
    if (text && !text->empty()) question_.on_delta({.text = *text});
  }

  // What the model said instead of an answer, for the error at the end.
  void note(const Outcome& outcome) {
    if (candidates_.size() == 1 || outcome.ending == Ending::kAnswered) return;
    if (!said_.empty()) said_ += "; ";
    said_ += outcome.answer ? fmt::format("the provider of the model \"{}\" answered with an error",
                                          candidates_[at_].name)
                            : outcome.answer.error().describe();
  }

  connect::HttpClient& client_;
  const std::vector<Candidate> candidates_;
  Question question_;
  Log& log_;
  Done done_;
  bool told_ = false;
  OnDelta on_delta_ = [this](const Delta& delta) {
    const auto self = shared_from_this();  // the callback may give the call up
    told_ = true;
    question_.on_delta(delta);
  };
  std::size_t at_ = 0;
  unsigned attempts_ = 0;
  std::string said_;
  ModelOperation operation_;
};

}  // namespace

ModelOperation ask_in_turn(connect::HttpClient& client, std::vector<Candidate> candidates,
                           Question question, Log& log, Done done) {
  auto chain = std::make_shared<Chain>(client, std::move(candidates), std::move(question), log,
                                       std::move(done));
  chain->ask();
  return ModelOperation(std::move(chain));
}

}  // namespace modus::models::resilience
