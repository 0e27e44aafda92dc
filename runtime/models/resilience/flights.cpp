// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/flights.h"

namespace modus::models::resilience {

Flights::Lead::~Lead() {
  if (flights_) flights_->land(key_, std::nullopt);
}

void Flights::Lead::land(const Outcome& outcome) {
  std::exchange(flights_, nullptr)->land(key_, outcome);
}

std::variant<Flights::Lead, Flights::Seat> Flights::board(const AnswerKey& key, Loop& loop,
                                                          OnLanding on_landing) {
  const std::scoped_lock lock(mutex_);
  const auto [flight, is_new] = followers_.try_emplace(key);
  if (is_new) return Lead(shared_from_this(), key);
  auto seat = std::make_shared<OnLanding>(std::move(on_landing));
  flight->second.emplace_back(&loop, seat);
  return seat;
}

void Flights::land(const AnswerKey& key, const std::optional<Outcome>& outcome) {
  Followers followers;
  {
    const std::scoped_lock lock(mutex_);
    followers = std::move(followers_.extract(key).mapped());
  }
  for (const auto& [loop, seat] : followers) {
    loop->post([follower = seat, outcome] {
      if (const auto taken = follower.lock()) (*taken)(outcome);
    });
  }
}

}  // namespace modus::models::resilience
