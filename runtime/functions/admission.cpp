// SPDX-License-Identifier: Apache-2.0
#include "runtime/functions/admission.h"

#include <algorithm>
#include <cassert>
#include <optional>

#include "runtime/app/limits.h"

namespace modus::functions {

using std::chrono::milliseconds;

// Queued, then perhaps granted (its slot is on the way through its loop), then done.
class Admission::Waiter final : public Ticket {
 public:
  Waiter(Admission& gate, Loop& loop, Done done)
      : gate_(gate), loop_(loop), done_(std::move(done)) {}

  ~Waiter() override {
    const std::scoped_lock lock(gate_.mutex_);
    if (place_) gate_.remove_locked(*this);
  }

  void start_timer(milliseconds longest) {
    timer_ = Timer(loop_, longest, [this, longest] { expire(longest); });
  }

 private:
  friend class Admission;

  // With the gate's mutex held.
  void grant(Slot slot) {
    slot_ = std::move(slot);
    loop_.post([weak = std::weak_ptr(self_)] {
      if (const auto self = weak.lock()) (*self)->finish(std::move((*self)->slot_));
    });
  }

  void expire(milliseconds waited) {
    {
      const std::scoped_lock lock(gate_.mutex_);
      if (!place_) return;  // a slot is on its way
      gate_.remove_locked(*this);
    }
    finish(std::unexpected(
        gate_.refusal(fmt::format("none of them ended within {} ms", waited.count()))));
  }

  // May destroy this.
  void finish(Result<Slot> slot) {
    timer_ = Timer();
    auto done = std::move(done_);
    done(std::move(slot));
  }

  Admission& gate_;
  Loop& loop_;
  Done done_;
  Timer timer_;
  std::optional<std::list<Waiter*>::iterator> place_;  // guarded by the gate's mutex
  Slot slot_;
  std::shared_ptr<Waiter*> self_ = std::make_shared<Waiter*>(this);
};

namespace {

// Few calls make others, and each waits for them meanwhile.
std::uint32_t nested_limit(std::uint32_t limit) {
  return std::max(limit / 16, std::min(limit, 16u));
}

std::unique_ptr<Admission> make_nested(const AdmissionOptions& outer) {
  if (outer.nesting == 0) return nullptr;
  return std::make_unique<Admission>(AdmissionOptions{.limit = nested_limit(outer.limit),
                                                      .max_waiting = 100'000,
                                                      .max_wait = std::chrono::hours(24),
                                                      .nesting = outer.nesting - 1});
}

}  // namespace

Admission::Admission(AdmissionOptions options)
    : options_(options), nested_(make_nested(options)), limit_(options.limit) {}
Admission::~Admission() { assert(used_ == 0 && queue_.empty()); }

Result<std::unique_ptr<Admission::Ticket>> Admission::wait(Loop& loop, Deadline deadline,
                                                           Done done) {
  const auto longest = std::chrono::ceil<milliseconds>(
      std::min<Deadline::Clock::duration>(deadline.remaining(), options_.max_wait));
  auto waiter = std::make_unique<Waiter>(*this, loop, std::move(done));
  {
    const std::scoped_lock lock(mutex_);
    if (queue_.size() >= options_.max_waiting)
      return std::unexpected(refusal(fmt::format("{} more wait already", options_.max_waiting)));
    waiter->place_ = queue_.insert(queue_.end(), waiter.get());
    waiting_.fetch_add(1);
    hand_out_locked();
  }
  waiter->start_timer(longest);
  return waiter;
}

std::uint32_t Admission::most_calls(std::uint32_t limit) {
  std::uint32_t all = limit;
  for (std::uint32_t level = AdmissionOptions{}.nesting; level > 0; --level)
    all += limit = nested_limit(limit);
  return all;
}

void Admission::set_limit(std::uint32_t limit) {
  limit_ = limit;
  if (nested_) nested_->set_limit(nested_limit(limit));
  hand_out();
}

void Admission::hand_out() {
  const std::scoped_lock lock(mutex_);
  hand_out_locked();
}

void Admission::hand_out_locked() {
  while (!queue_.empty() && take()) {
    Waiter& first = *queue_.front();
    remove_locked(first);
    first.grant(Slot(*this));
  }
}

void Admission::remove_locked(Waiter& waiter) {
  queue_.erase(*waiter.place_);
  waiter.place_.reset();
  waiting_.fetch_sub(1);
}

Error Admission::refusal(std::string_view why) const {
  return Error(ErrorCode::kResourceExhausted,
               fmt::format("the server is busy with as many calls as its limit of {} allows, and "
                           "{}; try again, or {}",
                           limit_.load(), why, app::how_to_raise(app::Limit::kConcurrentCalls)));
}

}  // namespace modus::functions
