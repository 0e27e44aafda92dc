// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/retrying.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "runtime/connect/http_failure.h"

namespace modus::models::resilience {
namespace {

using std::chrono::milliseconds;

struct Setting {
  Provider& inner;
  const app::ModelPolicy& policy;
  const Surroundings& surroundings;
  connect::HttpClient& client;
};

class RetryingCall final : public ModelOperation::State,
                           public std::enable_shared_from_this<RetryingCall> {
 public:
  RetryingCall(Setting setting, ModelRequest request, Done done)
      : setting_(setting),
        total_(Deadline::after(setting.policy.timeouts.total)),
        request_(std::move(request)),
        done_(std::move(done)) {
    request_.timeouts = setting_.policy.timeouts;
    request_.deadline = earlier(request_.deadline, total_);
    // A stream may outlast what its caller would wait for its beginning.
    if (request_.on_delta == nullptr)
      request_.deadline = earlier(request_.deadline, request_.patience);
  }

  void attempt() {
    ModelRequest next = may_go_on() ? request_ : std::move(request_);
    next.timeouts.first_byte = std::min(next.timeouts.first_byte, time_left(next.patience));
    operation_ = setting_.inner.invoke(setting_.client, std::move(next),
                                       [this](Outcome outcome) { ended(std::move(outcome)); });
  }

  void pause() override { operation_.pause(); }
  void resume() override { operation_.resume(); }

 private:
  bool may_go_on() const { return attempts_ < setting_.policy.retries.max; }

  void ended(Outcome outcome) {
    const auto self = shared_from_this();
    const auto wait = wait_after(outcome);
    if (outcome.ending != Ending::kNotAsked) {
      ++attempts_;
    } else if (last_) {  // what the provider said tells more than why it is not asked again
      outcome = *std::move(last_);
    }
    if (wait) {
      last_ = std::move(outcome);
      timer_ = Timer(setting_.client.loop(), *wait, [this] { attempt(); });
      return;
    }
    outcome.attempts = attempts_;
    name_limit(outcome);
    operation_ = {};
    std::exchange(done_, nullptr)(std::move(outcome));
  }

  std::optional<milliseconds> wait_after(const Outcome& outcome) const {
    if (!may_repeat(outcome.ending) || !may_go_on()) return std::nullopt;
    const app::ModelRetries& policy = setting_.policy.retries;
    if (outcome.retry_after.value_or(milliseconds(0)) > policy.most) return std::nullopt;
    const auto longest = std::min(policy.most, policy.base * (std::int64_t{1} << attempts_));
    const auto jitter = random_part(outcome.retry_after ? policy.base : longest);
    const auto wait = outcome.retry_after.value_or(milliseconds(0)) + jitter;
    const auto end = earlier(request_.deadline, request_.patience);
    return wait < end.remaining() ? std::optional(wait) : std::nullopt;
  }

  milliseconds random_part(milliseconds of) const {
    return milliseconds(static_cast<milliseconds::rep>(static_cast<double>(of.count()) *
                                                       setting_.surroundings.random()));
  }

  static milliseconds time_left(Deadline deadline) {
    return deadline.is_never() ? milliseconds::max()
                               : std::chrono::ceil<milliseconds>(deadline.remaining());
  }

  // Below, one knows only that the time was up.
  void name_limit(Outcome& outcome) const {
    if (outcome.answer || outcome.answer.error().code() != ErrorCode::kDeadlineExceeded) return;
    if (total_.passed()) {
      outcome.answer = std::unexpected(over_total());
    } else if (request_.patience.passed()) {
      outcome.answer = std::unexpected(over_patience());
    }
  }

  Error over_total() const {
    return Error(ErrorCode::kDeadlineExceeded,
                 fmt::format("the model \"{0}\" did not answer within {1}, waits and retries "
                             "included (the total limit); raise models.{0}.timeouts.totalMs in "
                             "modus.json",
                             request_.endpoint.model,
                             connect::duration_text(setting_.policy.timeouts.total)));
  }

  Error over_patience() const {
    return Error(ErrorCode::kDeadlineExceeded,
                 fmt::format("the model \"{0}\" had not answered when the time of the function was "
                             "nearly over; raise limits.timeoutMs in modus.json or --timeout, or "
                             "lower models.{0}.timeouts.firstByteMs to hear of it sooner",
                             request_.endpoint.model));
  }

  const Setting setting_;
  const Deadline total_;
  ModelRequest request_;
  Done done_;
  unsigned attempts_ = 0;
  std::optional<Outcome> last_;  // while waiting to ask again
  Timer timer_;
  ModelOperation operation_;
};

}  // namespace

ModelOperation Retrying::invoke(connect::HttpClient& client, ModelRequest request, Done done) {
  auto call = std::make_shared<RetryingCall>(Setting{inner_, policy_, surroundings_, client},
                                             std::move(request), std::move(done));
  call->attempt();
  return ModelOperation(std::move(call));
}

}  // namespace modus::models::resilience
