// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/limiter.h"

#include <algorithm>
#include <utility>

namespace modus::models::resilience {
namespace {

constexpr std::chrono::minutes kMinute{1};

}  // namespace

// Whoever waits. `state` is guarded by the limiter's mutex, the rest belongs to the loop's thread.
struct Limiter::Ticket::Waiter {
  enum class State { kQueued, kGranted, kGone };

  std::shared_ptr<Limiter> limiter;
  Loop& loop;
  Deadline deadline;
  OnSlot on_slot;
  Timer timer;
  State state = State::kQueued;
};

Limiter::Slot::~Slot() {
  if (limiter_) limiter_->leave();
}

Limiter::Ticket::~Ticket() {
  if (waiter_) waiter_->limiter->give_up(waiter_);
}

std::optional<Limiter::Slot> Limiter::try_enter() {
  const std::scoped_lock lock(mutex_);
  if (!queue_.empty() || !enter_locked(surroundings_.now())) return std::nullopt;
  return Slot(shared_from_this());
}

Limiter::Ticket Limiter::wait(Loop& loop, Deadline deadline, OnSlot on_slot) {
  auto waiter = std::make_shared<Waiter>(shared_from_this(), loop, deadline, std::move(on_slot));
  {
    const std::scoped_lock lock(mutex_);
    queue_.push_back(waiter);
    pass_on_locked(surroundings_.now());  // room may have come since the caller looked
  }
  arm(waiter);
  return Ticket(std::move(waiter));
}

bool Limiter::has_room_locked(Time now) {
  while (!begun_.empty() && now - begun_.front() >= kMinute) begun_.pop_front();
  if (limits_.concurrent && running_ >= *limits_.concurrent) return false;
  return !limits_.requests_per_minute || begun_.size() < *limits_.requests_per_minute;
}

bool Limiter::enter_locked(Time now) {
  if (!has_room_locked(now)) return false;
  ++running_;
  if (limits_.requests_per_minute) begun_.push_back(now);
  return true;
}

// Lets those go ahead for whom there is room.
void Limiter::pass_on_locked(Time now) {
  while (!queue_.empty() && enter_locked(now)) {
    const auto waiter = std::move(queue_.front());
    queue_.pop_front();
    waiter->state = Waiter::State::kGranted;
    waiter->loop.post([weak = std::weak_ptr(waiter)] {
      const auto alive = weak.lock();
      if (!alive) return;
      {
        const std::scoped_lock lock(alive->limiter->mutex_);
        if (std::exchange(alive->state, Waiter::State::kGone) != Waiter::State::kGranted) return;
      }
      alive->timer = {};
      std::exchange(alive->on_slot, nullptr)(Slot(alive->limiter));
    });
  }
}

// How long the rate keeps the waiter, if nobody leaves the queue.
Time::duration Limiter::rate_wait_locked(const std::shared_ptr<Waiter>& waiter, Time now) const {
  if (!limits_.requests_per_minute) return {};
  const auto place = std::ranges::find(queue_, waiter);
  const auto position = static_cast<std::size_t>(std::distance(queue_.begin(), place));
  const std::size_t per_minute = *limits_.requests_per_minute;
  const std::size_t free = per_minute - std::min(begun_.size(), per_minute);
  if (position < free) return {};
  const std::size_t behind = position - free;
  const auto minutes = static_cast<Time::rep>(behind / per_minute) + 1;
  const std::size_t index = behind % per_minute;
  return (index < begun_.size() ? begun_[index] : now) + kMinute * minutes - now;
}

void Limiter::leave() {
  const std::scoped_lock lock(mutex_);
  --running_;
  pass_on_locked(surroundings_.now());
}

void Limiter::give_up(const std::shared_ptr<Waiter>& waiter) {
  waiter->timer = {};
  const std::scoped_lock lock(mutex_);
  const auto state = std::exchange(waiter->state, Waiter::State::kGone);
  if (state == Waiter::State::kQueued) queue_.remove(waiter);
  if (state == Waiter::State::kGranted) {
    --running_;
    pass_on_locked(surroundings_.now());
  }
}

// Sets the timer to when the rate lets the waiter go ahead, for all we know, or to when it gives
// up: at once if the rate keeps it for too long. Where others must end first, they wake it.
void Limiter::arm(const std::shared_ptr<Waiter>& waiter) {
  Time::duration delay = waiter->deadline.remaining();
  {
    const std::scoped_lock lock(mutex_);
    if (waiter->state != Waiter::State::kQueued) return;
    const auto rate_wait = rate_wait_locked(waiter, surroundings_.now());
    if (rate_wait >= delay) {
      delay = {};
    } else if (rate_wait > Time::duration::zero()) {
      delay = rate_wait;
    }
  }
  if (delay == Time::duration::max()) return;
  waiter->timer = Timer(waiter->loop, delay, [this, weak = std::weak_ptr(waiter)] {
    if (const auto alive = weak.lock()) look_again(alive);
  });
}

void Limiter::look_again(const std::shared_ptr<Waiter>& waiter) {
  std::optional<Limit> too_long;
  {
    const std::scoped_lock lock(mutex_);
    const Time now = surroundings_.now();
    pass_on_locked(now);
    if (waiter->state != Waiter::State::kQueued) return;
    const auto rate_wait = rate_wait_locked(waiter, now);
    if (rate_wait >= waiter->deadline.remaining()) {
      too_long =
          rate_wait > Time::duration::zero() ? Limit::kRequestsPerMinute : Limit::kConcurrent;
      queue_.remove(waiter);
      waiter->state = Waiter::State::kGone;
    }
  }
  if (!too_long) return arm(waiter);
  std::exchange(waiter->on_slot, nullptr)(std::unexpected(*too_long));
}

}  // namespace modus::models::resilience
