// SPDX-License-Identifier: Apache-2.0
// Equal calls at the same time become one.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "runtime/base/loop.h"
#include "runtime/models/outcome.h"
#include "runtime/models/resilience/answer_key.h"

namespace modus::models::resilience {

/// The first of equal calls leads, those that come while it is under way follow it and get its
/// outcome, whatever loops they are on. Thread-safe.
class Flights : public std::enable_shared_from_this<Flights> {
 public:
  /// Gets the leader's outcome; nothing when the leader was cancelled before it had one.
  using OnLanding = std::move_only_function<void(std::optional<Outcome>)>;

  /// The leader's. Destroying it without land() sends the followers away.
  class Lead {
   public:
    Lead(std::shared_ptr<Flights> flights, const AnswerKey& key)
        : flights_(std::move(flights)), key_(key) {}
    Lead(Lead&&) noexcept = default;
    Lead& operator=(Lead&&) = delete;
    ~Lead();

    void land(const Outcome& outcome);

   private:
    std::shared_ptr<Flights> flights_;
    AnswerKey key_;
  };

  /// A follower's. Destroying it means that `on_landing` is not called. Belongs to the loop's
  /// thread.
  using Seat = std::shared_ptr<OnLanding>;

  /// The lead of a new flight, or a seat on one under way; then `on_landing` comes on the loop.
  std::variant<Lead, Seat> board(const AnswerKey& key, Loop& loop, OnLanding on_landing);

 private:
  using Followers = std::vector<std::pair<Loop*, std::weak_ptr<OnLanding>>>;

  void land(const AnswerKey& key, const std::optional<Outcome>& outcome);

  std::mutex mutex_;
  std::unordered_map<AnswerKey, Followers, HashAnswerKey> followers_;
};

}  // namespace modus::models::resilience
