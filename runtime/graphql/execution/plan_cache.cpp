// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/plan_cache.h"

#include <sched.h>

#include <algorithm>
#include <iterator>

namespace modus::graphql {
namespace {

// The same plan under a reference count of its own.
std::shared_ptr<const Plan> recount(const std::shared_ptr<const Plan>& plan) {
  return {plan.get(), [plan](const Plan*) {}};
}

}  // namespace

PlanCache::Front& PlanCache::front_here() {
  const int processor = sched_getcpu();  // negative where it is unknown
  return fronts_[static_cast<std::size_t>(processor < 0 ? 0 : processor) % kFronts];
}

std::shared_ptr<const Plan> PlanCache::find(const PlanKey& key) {
  Front& front = front_here();
  Entry& entry = front.entries[key.hash % kFrontPlans];
  {
    const std::lock_guard lock(front.mutex);
    if (entry.plan != nullptr && entry.hash == key.hash && key.fits(*entry.plan)) {
      return entry.plan;
    }
  }
  auto shared = find_shared(key);
  if (shared == nullptr || key.query.size() > kFrontText) return shared;
  auto ours = recount(shared);
  const std::lock_guard lock(front.mutex);
  entry = {key.hash, ours};
  return ours;
}

void PlanCache::insert(const PlanKey& key, const std::shared_ptr<const Plan>& plan) {
  const std::lock_guard lock(mutex_);
  const std::size_t text = key.query.size();
  if (capacity_ == 0 || text > max_text_ / kMostPart || locate(key) != entries_.end()) return;
  while (entries_.size() == capacity_ || text_ + text > max_text_) drop_last();
  entries_.push_front({key.hash, plan});
  index_.emplace(key.hash, entries_.begin());
  text_ += text;
}

void PlanCache::drop_last() {
  const auto last = std::prev(entries_.end());
  const auto [first, end] = index_.equal_range(last->hash);
  index_.erase(std::find_if(first, end, [&](const auto& i) { return i.second == last; }));
  text_ -= last->plan->document->source().size();
  entries_.erase(last);
}

std::shared_ptr<const Plan> PlanCache::find_shared(const PlanKey& key) {
  const std::lock_guard lock(mutex_);
  const auto found = locate(key);
  if (found == entries_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found);
  return found->plan;
}

PlanCache::Entries::iterator PlanCache::locate(const PlanKey& key) {
  const auto [first, end] = index_.equal_range(key.hash);
  for (auto place = first; place != end; ++place) {
    if (key.fits(*place->second->plan)) return place->second;
  }
  return entries_.end();
}

}  // namespace modus::graphql
