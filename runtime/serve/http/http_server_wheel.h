// SPDX-License-Identifier: Apache-2.0
// Timeouts of a loop's connections: one wheel of coarse ticks instead of a timer for each
// operation.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace modus::serve {

/// Deadlines counted in ticks. Putting one off only stores a number: an entry stays in its slot and
/// is looked at again when the slot's tick comes. Not thread-safe.
class TimeoutWheel {
 public:
  /// Base of what has a deadline. Leaves the wheel when destroyed.
  class Entry {
   public:
    Entry() = default;
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    ~Entry() { unlink(); }

   private:
    friend class TimeoutWheel;
    void unlink() {
      previous_->next_ = next_;
      next_->previous_ = previous_;
      previous_ = next_ = this;
    }
    void link_before(Entry& other) {
      previous_ = other.previous_;
      next_ = &other;
      previous_->next_ = next_->previous_ = this;
    }
    bool is_linked() const { return next_ != this; }

    Entry* previous_ = this;
    Entry* next_ = this;
    std::uint64_t due_ = kNever;
    std::uint64_t slot_tick_ = 0;
  };

  void set(Entry& entry, std::uint64_t ticks_from_now) {
    entry.due_ = now_ + std::max<std::uint64_t>(1, ticks_from_now);
    if (!entry.is_linked() || entry.due_ < entry.slot_tick_) file(entry);
  }
  void clear(Entry& entry) { entry.due_ = kNever; }
  void remove(Entry& entry) {
    entry.due_ = kNever;
    entry.unlink();
  }

  /// Goes on to the tick and calls `expire` for every entry that has come due by then. It may set,
  /// remove or destroy any entry.
  template <class Expire>
  void advance(std::uint64_t tick, Expire expire) {
    while (now_ < tick) {
      ++now_;
      Entry due;
      Entry& slot = slots_[now_ % kSlots];
      while (slot.is_linked()) {
        Entry& entry = *slot.next_;
        entry.unlink();
        if (entry.due_ == kNever) continue;
        if (entry.due_ > now_) {
          file(entry);
        } else {
          entry.link_before(due);
        }
      }
      while (due.is_linked()) {
        Entry& entry = *due.next_;
        entry.unlink();
        entry.due_ = kNever;
        expire(entry);
      }
    }
  }

 private:
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};
  static constexpr std::uint64_t kSlots = 128;

  void file(Entry& entry) {
    entry.unlink();
    entry.slot_tick_ = std::min(entry.due_, now_ + kSlots - 1);
    entry.link_before(slots_[entry.slot_tick_ % kSlots]);
  }

  std::array<Entry, kSlots> slots_;
  std::uint64_t now_ = 0;
};

}  // namespace modus::serve
