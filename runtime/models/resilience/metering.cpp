// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/metering.h"

#include <algorithm>
#include <utility>

#include "runtime/models/budget/estimate.h"

namespace modus::models::resilience {
namespace {

using budget::Amounts;
using budget::Estimate;
using budget::Hold;
using budget::Moment;
using budget::RequestAccount;

void read_answer(const Format* format, Outcome& outcome) {
  if (format == nullptr || outcome.ending != Ending::kAnswered || !outcome.answer) return;
  auto facts = format->facts_of(*outcome.answer);
  outcome.usage = facts.usage;
  outcome.finish_reason = std::move(facts.finish_reason);
}

// How many more tokens an answer without a bound gets at a time.
constexpr std::uint64_t kMoreTokens = 256;

}  // namespace

class Metering::Call final : public ModelOperation::State,
                             public std::enable_shared_from_this<Call> {
 public:
  Call(const Metering& meter, Loop& loop, const ModelRequest& request,
       std::optional<Estimate> estimate, std::optional<Hold> hold, Done done)
      : meter_(meter),
        surroundings_(meter.surroundings_),
        price_(meter.price_),
        loop_(loop),
        format_(request.endpoint.format),
        account_(request.account),
        entry_(account_ ? &account_->of(request.endpoint.model) : nullptr),
        told_on_(request.on_delta),
        estimate_(estimate),
        hold_(std::move(hold)),
        done_(std::move(done)) {}

  // Given up: whoever asked is gone, but the provider was at work.
  ~Call() override {
    if (done_) settle(known_so_far(Ending::kLost));
  }

  void start(connect::HttpClient& client, ModelRequest request) {
    if (told_on_ != nullptr) request.on_delta = &on_delta_;
    if (hold_) limit_time();
    operation_ = meter_.inner_.invoke(client, std::move(request),
                                      [this](Outcome outcome) { ended(std::move(outcome)); });
  }

  void pause() override { operation_.pause(); }
  void resume() override { operation_.resume(); }

 private:
  void limit_time() {
    auto left = hold_->time_left(meter_.budgets_, now());
    if (!left) return;
    timer_ =
        Timer(loop_, left->first, [this, error = std::move(left->second)] { break_off(error); });
  }

  void told(const Delta& delta) {
    const auto self = shared_from_this();  // the callback may give the call up
    told_bytes_ += delta.text.size();
    (*told_on_)(delta);
    if (!given_up() && estimate_ && !estimate_->is_bounded) keep_up();
  }

  // An answer that has outgrown what was reserved for it needs more, or ends here.
  void keep_up() {
    const std::uint64_t told_tokens = budget::tokens_in_answer(told_bytes_);
    if (told_tokens <= estimate_->usage.output) return;
    const TokenUsage more{.output = std::max(kMoreTokens, told_tokens - estimate_->usage.output)};
    Amounts amounts = amounts_of(more);
    amounts.calls = 0;
    if (auto kept = hold_->reserve_more(meter_.budgets_, amounts, now()); !kept)
      return break_off(std::move(kept).error());
    estimate_->usage.output += more.output;
  }

  void break_off(Error error) {
    operation_ = {};
    timer_ = {};
    loop_.post([weak = weak_from_this(), error = std::move(error)]() mutable {
      const auto alive = weak.lock();
      if (alive && !alive->given_up())
        alive->ended({std::unexpected(std::move(error)), Ending::kLost});
    });
  }

  void ended(Outcome outcome) {
    const auto self = shared_from_this();
    operation_ = {};
    timer_ = {};
    read_answer(format_.get(), outcome);
    if (outcome.usage && price_) outcome.nanodollars = amounts_of(*outcome.usage).nanodollars;
    if (outcome.ending != Ending::kNotAsked)
      settle(outcome.usage ? outcome.usage : known_so_far(outcome.ending));
    hold_.reset();
    std::exchange(done_, nullptr)(std::move(outcome));
  }

  // Of a call whose provider did not say what it took. Refusing takes nothing, and whatever else
  // nobody knows may be as much as was reserved.
  std::optional<TokenUsage> known_so_far(Ending ending) const {
    if (ending != Ending::kAnswered && ending != Ending::kLost) return TokenUsage();
    if (!estimate_ || told_bytes_ == 0) return reserved();
    return TokenUsage{.input = estimate_->usage.input,
                      .output = budget::tokens_in_answer(told_bytes_)};
  }
  std::optional<TokenUsage> reserved() const {
    return estimate_ ? std::optional(estimate_->usage) : std::nullopt;
  }

  void settle(const std::optional<TokenUsage>& usage) {
    const Amounts used = usage ? amounts_of(*usage) : Amounts{.calls = 1};
    if (entry_ != nullptr) {
      const auto cost = usage && price_ ? std::optional(used.nanodollars) : std::nullopt;
      RequestAccount::note(*entry_, usage.value_or(TokenUsage()), cost);
    }
    if (hold_) hold_->end(used, now());
  }

  Amounts amounts_of(const TokenUsage& usage) const {
    return budget::amounts_of(usage, price_ ? &*price_ : nullptr);
  }
  Moment now() const { return {surroundings_.now(), surroundings_.date()}; }

  const Metering& meter_;  // may be gone when this was given up
  const Surroundings& surroundings_;
  const std::optional<app::ModelPrice> price_;
  Loop& loop_;
  const std::shared_ptr<const Format> format_;
  const std::shared_ptr<RequestAccount> account_;
  RequestAccount::Model* const entry_;  // of the account, if there is one
  OnDelta* const told_on_;
  std::optional<Estimate> estimate_;  // when a budget counts tokens or dollars
  std::optional<Hold> hold_;          // when there is a budget
  Done done_;                         // not empty before the end
  OnDelta on_delta_ = [this](const Delta& delta) { told(delta); };
  std::uint64_t told_bytes_ = 0;
  Timer timer_;
  ModelOperation operation_;
};

ModelOperation Metering::invoke(connect::HttpClient& client, ModelRequest request, Done done) {
  std::optional<Estimate> estimate;
  std::optional<Hold> hold;
  if (!budgets_.are_unlimited()) {
    Amounts amounts{.calls = 1};
    if (budgets_.need_estimates()) {
      estimate = budget::estimate(request.endpoint.format.get(), request.body);
      amounts = budget::amounts_of(estimate->usage, price_ ? &*price_ : nullptr);
    }
    auto taken =
        Hold::take(budgets_, request.account, amounts, {surroundings_.now(), surroundings_.date()});
    if (!taken) {
      return end_later(client.loop(),
                       {std::unexpected(std::move(taken).error()), Ending::kNotAsked},
                       std::move(done));
    }
    hold.emplace(*std::move(taken));
  }
  auto call = std::make_shared<Call>(*this, client.loop(), request, estimate, std::move(hold),
                                     std::move(done));
  call->start(client, std::move(request));
  return ModelOperation(std::move(call));
}

}  // namespace modus::models::resilience
