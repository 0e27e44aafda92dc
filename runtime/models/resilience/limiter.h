// SPDX-License-Identifier: Apache-2.0
// How many calls of a model may run at a time and begin within a minute.
#pragma once

#include <deque>
#include <expected>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "runtime/app/model_policy.h"
#include "runtime/base/loop.h"
#include "runtime/base/result.h"
#include "runtime/models/resilience/surroundings.h"

namespace modus::models::resilience {

/// Calls that find no room wait and go ahead in the order in which they came, whatever loop they
/// are on. Thread-safe.
class Limiter : public std::enable_shared_from_this<Limiter> {
 public:
  /// The room of one call; it is free again when this is destroyed.
  class Slot {
   public:
    explicit Slot(std::shared_ptr<Limiter> limiter) : limiter_(std::move(limiter)) {}
    Slot(Slot&&) noexcept = default;
    Slot& operator=(Slot&&) = delete;
    ~Slot();

   private:
    std::shared_ptr<Limiter> limiter_;
  };

  /// A place in the queue, given up when destroyed. Belongs to the loop's thread.
  class Ticket {
   public:
    Ticket() = default;
    Ticket(Ticket&&) noexcept = default;
    Ticket& operator=(Ticket&& other) noexcept {
      std::swap(waiter_, other.waiter_);
      return *this;
    }
    ~Ticket();

   private:
    friend class Limiter;
    struct Waiter;
    explicit Ticket(std::shared_ptr<Waiter> waiter) : waiter_(std::move(waiter)) {}
    std::shared_ptr<Waiter> waiter_;
  };

  enum class Limit { kConcurrent, kRequestsPerMinute };
  /// A slot, or the limit for which the wait would be, or was, too long.
  using OnSlot = std::move_only_function<void(std::expected<Slot, Limit>)>;

  Limiter(app::ModelLimits limits, const Surroundings& surroundings)
      : limits_(limits), surroundings_(surroundings) {}

  const app::ModelLimits& limits() const { return limits_; }

  /// Room at once, without a wait, when there is some and nobody waits.
  std::optional<Slot> try_enter();

  /// Waits for room until the deadline; `on_slot` comes on the loop, never from within wait().
  Ticket wait(Loop& loop, Deadline deadline, OnSlot on_slot);

 private:
  using Waiter = Ticket::Waiter;

  bool enter_locked(Time now);
  void pass_on_locked(Time now);
  bool has_room_locked(Time now);
  Time::duration rate_wait_locked(const std::shared_ptr<Waiter>& waiter, Time now) const;
  void leave();
  void give_up(const std::shared_ptr<Waiter>& waiter);
  void look_again(const std::shared_ptr<Waiter>& waiter);
  void arm(const std::shared_ptr<Waiter>& waiter);

  const app::ModelLimits limits_;
  const Surroundings& surroundings_;

  std::mutex mutex_;
  std::uint64_t running_ = 0;
  std::deque<Time> begun_;  // the beginnings within the last minute, at most as many as allowed
  std::list<std::shared_ptr<Waiter>> queue_;
};

}  // namespace modus::models::resilience
