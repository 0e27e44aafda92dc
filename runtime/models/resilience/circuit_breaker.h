// SPDX-License-Identifier: Apache-2.0
// Keeps calls from a provider that does not work, and finds out when it works again.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <memory>
#include <mutex>

#include "runtime/app/model_policy.h"
#include "runtime/models/outcome.h"
#include "runtime/models/resilience/surroundings.h"

namespace modus::models::resilience {

/// Closed, it lets every call through and counts those that meet trouble; open, it lets none
/// through; after the time for that, one call goes ahead, and its end closes or opens it again.
/// Thread-safe. While nothing goes wrong, no call takes its lock.
class CircuitBreaker : public std::enable_shared_from_this<CircuitBreaker> {
 public:
  /// The permission for one call. Destroyed without settle(), the call counts for nothing.
  class Permit {
   public:
    Permit(std::shared_ptr<CircuitBreaker> breaker, std::uint64_t probe)
        : breaker_(std::move(breaker)), probe_(probe) {}
    Permit(Permit&&) noexcept = default;
    Permit& operator=(Permit&&) = delete;
    ~Permit();

    void settle(Ending ending, Time now);

   private:
    std::shared_ptr<CircuitBreaker> breaker_;
    std::uint64_t probe_;  // 0: not one
  };

  explicit CircuitBreaker(app::ModelBreaker policy) : policy_(policy) {}

  /// A permit, or how long none will be given.
  std::expected<Permit, std::chrono::milliseconds> admit(Time now);

  const app::ModelBreaker& policy() const { return policy_; }

 private:
  enum class State { kClosed, kOpen, kProbing };

  void settle_closed(bool trouble, Time now);
  void settle_probe(std::uint64_t probe, bool trouble, Time now);
  void abandon(std::uint64_t probe);
  void open(Time now);
  void close();

  const app::ModelBreaker policy_;
  std::atomic<bool> calm_ = true;  // closed, and no trouble counted

  std::mutex mutex_;
  State state_ = State::kClosed;
  Time window_begin_;
  std::uint64_t calls_ = 0;  // in the window, from the first trouble on
  std::uint64_t troubles_ = 0;
  Time open_until_;
  std::uint64_t probe_ = 0;  // number of the latest
};

}  // namespace modus::models::resilience
