// SPDX-License-Identifier: Apache-2.0
// What an incremental response still owes, and when it is announced and delivered.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/execution/incremental_plan.h"
#include "runtime/graphql/execution/response.h"
#include "runtime/json/writer.h"
#include "runtime/types/value.h"

namespace modus::graphql {

using Path = std::vector<PathSegment>;  // from the root
using FaultsHere = std::vector<const FieldFault*>;

struct DeferredGroup;
struct Delivery;

/// The deferred fragments around a place in the response, innermost first.
struct Begun {
  const Begun* outer;
  const DeferUsage* usage;
  Delivery* delivery;
};

/// What a client is told to wait for: a deferred fragment at one place, or the rest of a list.
struct Delivery {
  enum class State { kUnknown, kOpen, kDone };  // to the client

  std::optional<std::string_view> label;
  Path path;
  Delivery* outer = nullptr;
  std::vector<Delivery*> inner{};         // to be announced when this one is complete
  std::vector<DeferredGroup*> groups{};   // of a fragment
  std::size_t missing = 0;                // of its groups
  const DeliveryField* list = nullptr;    // of a list: the field
  std::span<const types::Value> items{};  // and the rest of its items
  std::size_t first_item = 0;
  FaultsHere faults{};
  State state = State::kUnknown;
  std::size_t id = 0;           // once it is open
  std::size_t last_linked = 0;  // the round that linked it last
  bool is_inner = false;        // it stands in the `inner` of others
};

/// Fields of one object that come together: with the first complete one of their fragments.
struct DeferredGroup {
  enum class State { kMissing, kThere, kDelivered };

  const DeferUsages* usages;
  Path path;
  types::Value object;  // absent: the root
  const Begun* begun;
  std::vector<Delivery*> deliveries{};  // one for each usage
  std::vector<const DeliveryField*> fields{};
  FaultsHere faults{};
  State state = State::kMissing;
  std::string data{};    // once it is there
  std::string errors{};  // a JSON array, or nothing

  bool is_awaited() const {
    return std::ranges::any_of(
        deliveries, [](const Delivery* d) { return d->state == Delivery::State::kOpen; });
  }
};

/// What the writing of one part of the response leaves for later.
struct Found {
  std::vector<DeferredGroup*> groups;
  std::vector<Delivery*> lists;
};

/// Keeps the account of deliveries and writes the payloads of a response after the first.
class Deliveries {
 public:
  explicit Deliveries(IncrementalForm form) : form_(form) {}
  Deliveries(const Deliveries&) = delete;
  Deliveries& operator=(const Deliveries&) = delete;

  Delivery& add_delivery(Delivery delivery) {
    return deliveries_.emplace_back(std::move(delivery));
  }
  DeferredGroup& add_group(DeferredGroup group) { return groups_.emplace_back(std::move(group)); }
  const Begun& add_begun(Begun begun) { return begun_.emplace_back(begun); }

  /// Announces what the first part of the response left.
  void start(const Found& found);

  /// The groups and lists that may be written now; each is handed out once.
  std::vector<DeferredGroup*> take_groups() { return std::exchange(ready_groups_, {}); }
  std::vector<Delivery*> take_lists() { return std::exchange(ready_lists_, {}); }

  /// The group's data and errors are there.
  void complete(DeferredGroup& group, const Found& found);
  /// The group's data is null although it must not be: its fragments fail.
  void fail(DeferredGroup& group);
  void complete_list(Delivery& list, std::string_view items, std::string_view errors,
                     const Found& found);

  bool has_open() const { return open_ > 0; }
  bool has_payload() const {
    return !pending_.empty() || !incremental_.empty() || !completed_.empty();
  }
  /// Writes what is to be said now as members of the payload, and forgets it.
  void write(json::Writer& writer);

 private:
  void add(const Found& found, std::span<Delivery* const> around, std::vector<Delivery*>& roots);
  void link(Delivery& delivery, std::span<Delivery* const> around, std::vector<Delivery*>& roots);
  void announce(std::vector<Delivery*> roots);
  void close(Delivery& delivery);
  void deliver(const DeferredGroup& group, const Delivery& with);
  void note_completed(const Delivery& delivery, std::string_view errors);

  const IncrementalForm form_;
  std::deque<Delivery> deliveries_;
  std::deque<DeferredGroup> groups_;
  std::deque<Begun> begun_;
  std::vector<DeferredGroup*> ready_groups_;
  std::vector<Delivery*> ready_lists_;
  std::size_t round_ = 0;
  std::size_t next_id_ = 0;
  std::size_t open_ = 0;
  std::vector<std::string> pending_;  // each a JSON object
  std::vector<std::string> incremental_;
  std::vector<std::string> completed_;
};

}  // namespace modus::graphql
