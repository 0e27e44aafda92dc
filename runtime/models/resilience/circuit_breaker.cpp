// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/circuit_breaker.h"

#include <utility>

namespace modus::models::resilience {

CircuitBreaker::Permit::~Permit() {
  if (breaker_ && probe_ != 0) breaker_->abandon(probe_);
}

void CircuitBreaker::Permit::settle(Ending ending, Time now) {
  const auto breaker = std::exchange(breaker_, nullptr);
  if (ending == Ending::kNotAsked) {
    if (probe_ != 0) breaker->abandon(probe_);
  } else if (probe_ != 0) {
    breaker->settle_probe(probe_, shows_trouble(ending), now);
  } else if (shows_trouble(ending) || !breaker->calm_.load(std::memory_order_relaxed)) {
    breaker->settle_closed(shows_trouble(ending), now);
  }
}

std::expected<CircuitBreaker::Permit, std::chrono::milliseconds> CircuitBreaker::admit(Time now) {
  if (calm_.load(std::memory_order_relaxed)) return Permit(shared_from_this(), 0);
  const std::scoped_lock lock(mutex_);
  if (state_ == State::kClosed) return Permit(shared_from_this(), 0);
  if (state_ == State::kProbing || now < open_until_) {
    return std::unexpected(std::chrono::ceil<std::chrono::milliseconds>(
        std::max(open_until_ - now, Time::duration::zero())));
  }
  state_ = State::kProbing;
  return Permit(shared_from_this(), ++probe_);
}

void CircuitBreaker::settle_closed(bool trouble, Time now) {
  const std::scoped_lock lock(mutex_);
  if (state_ != State::kClosed) return;  // of a call that began before it opened
  if (troubles_ > 0 && now - window_begin_ >= policy_.window) close();
  if (troubles_ == 0 && !trouble) return;
  if (troubles_ == 0) window_begin_ = now;
  ++calls_;
  troubles_ += trouble ? 1 : 0;
  calm_.store(false, std::memory_order_relaxed);
  if (policy_.failures > 0 && troubles_ >= policy_.failures && troubles_ * 2 >= calls_) open(now);
}

void CircuitBreaker::settle_probe(std::uint64_t probe, bool trouble, Time now) {
  const std::scoped_lock lock(mutex_);
  if (probe != probe_) return;
  if (trouble) {
    open(now);
  } else {
    close();
  }
}

// Nobody learned anything: the next call may go ahead.
void CircuitBreaker::abandon(std::uint64_t probe) {
  const std::scoped_lock lock(mutex_);
  if (probe == probe_ && state_ == State::kProbing) state_ = State::kOpen;
}

void CircuitBreaker::open(Time now) {
  state_ = State::kOpen;
  open_until_ = now + policy_.open;
  calm_.store(false, std::memory_order_relaxed);
}

void CircuitBreaker::close() {
  state_ = State::kClosed;
  calls_ = troubles_ = 0;
  calm_.store(true, std::memory_order_relaxed);
}

}  // namespace modus::models::resilience
