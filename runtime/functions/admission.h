// SPDX-License-Identifier: Apache-2.0
// The gate before the sandboxes: so many calls run at the same time and no more. Calls that others
// make and wait for have gates of their own, one for each level: so a call waits only for deeper
// ones, and never for one that waits for it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "runtime/base/deadline.h"
#include "runtime/base/loop.h"
#include "runtime/base/result.h"

namespace modus::functions {

struct AdmissionOptions {
  std::uint32_t limit = 10'000;  // calls at the same time
  std::size_t max_waiting = 1'000;
  std::chrono::milliseconds max_wait{500};
  std::uint32_t nesting = 3;  // levels of calls within calls
};

/// Thread-safe; must outlive its slots, tickets and the loops that wait. While there is room,
/// entering and leaving cost an atomic operation each: no lock, no allocation.
class Admission {
 public:
  explicit Admission(AdmissionOptions options = {});
  ~Admission();

  /// How many calls may run at once on all levels together.
  static std::uint32_t most_calls(std::uint32_t limit);

  /// The gate for the calls that those of this gate make; they wait there as long as their deadline
  /// allows. Null when calls nest no deeper.
  Admission* nested() { return nested_.get(); }

  /// The permission to run one call, for as long as it lives.
  class Slot {
   public:
    Slot() = default;
    Slot(Slot&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
    Slot& operator=(Slot&& other) noexcept {
      std::swap(gate_, other.gate_);
      return *this;
    }
    ~Slot() {
      if (gate_ != nullptr) gate_->leave();
    }
    explicit operator bool() const { return gate_ != nullptr; }

   private:
    friend class Admission;
    explicit Slot(Admission& gate) : gate_(&gate) {}
    Admission* gate_ = nullptr;
  };

  /// A place in the queue, for as long as it lives. Belongs to its loop's thread.
  class Ticket {
   public:
    virtual ~Ticket() = default;
  };

  using Done = std::move_only_function<void(Result<Slot>)>;

  /// Empty when there is no room, or when others wait already.
  Slot try_enter() {
    if (waiting_.load() > 0 || !take()) return {};
    return Slot(*this);
  }

  /// Waits for a slot, behind those who came before. `done` is called on the loop's thread, after
  /// wait() has returned, and may drop the ticket; with kResourceExhausted, naming the limit, when
  /// no slot came free within max_wait or before the deadline. Fails at once, with the same code,
  /// when the queue is full.
  Result<std::unique_ptr<Ticket>> wait(Loop& loop, Deadline deadline, Done done);

  std::uint32_t running() const { return used_.load(std::memory_order_relaxed); }
  std::uint32_t waiting() const { return waiting_.load(std::memory_order_relaxed); }

  /// Calls that run already go on when the new limit is lower.
  void set_limit(std::uint32_t limit);

 private:
  class Waiter;

  bool take() {
    std::uint32_t used = used_.load();
    while (used < limit_.load(std::memory_order_relaxed)) {
      if (used_.compare_exchange_weak(used, used + 1)) return true;
    }
    return false;
  }
  // Whoever begins to wait announces it before it looks for a slot, and whoever leaves gives its
  // slot back before it looks for those who wait: one of them sees the other.
  void leave() {
    used_.fetch_sub(1);
    if (waiting_.load() > 0) hand_out();
  }
  void hand_out();
  void hand_out_locked();
  void remove_locked(Waiter& waiter);
  Error refusal(std::string_view why) const;

  const AdmissionOptions options_;
  const std::unique_ptr<Admission> nested_;
  alignas(64) std::atomic<std::uint32_t> used_ = 0;
  std::atomic<std::uint32_t> limit_;
  std::atomic<std::uint32_t> waiting_ = 0;  // the queue's length
  std::mutex mutex_;
  std::list<Waiter*> queue_;  // first come, first served
};

}  // namespace modus::functions
