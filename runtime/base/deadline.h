// SPDX-License-Identifier: Apache-2.0
// A point in time by which something must have ended. A value, carried through every call.
#pragma once

#include <algorithm>
#include <chrono>

namespace modus {

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  static Deadline never() { return Deadline(Clock::time_point::max()); }
  static Deadline after(Clock::duration duration) { return Deadline(Clock::now() + duration); }
  static Deadline at(Clock::time_point time) { return Deadline(time); }

  Clock::time_point time() const { return time_; }
  bool is_never() const { return time_ == Clock::time_point::max(); }
  bool passed() const { return !is_never() && Clock::now() >= time_; }

  /// What is left, never negative; Clock::duration::max() for never().
  Clock::duration remaining() const {
    if (is_never()) return Clock::duration::max();
    return std::max(Clock::duration::zero(), time_ - Clock::now());
  }

  friend Deadline earlier(Deadline a, Deadline b) { return a.time_ < b.time_ ? a : b; }

 private:
  explicit Deadline(Clock::time_point time) : time_(time) {}
  Clock::time_point time_;
};

}  // namespace modus
