// SPDX-License-Identifier: Apache-2.0
// One allowance: what was spent of it, and what is reserved.
#pragma once

#include <optional>
#include <string>

#include "runtime/app/model_budget.h"
#include "runtime/base/deadline.h"
#include "runtime/models/budget/amounts.h"

namespace modus::models::budget {

using Time = Deadline::Clock::time_point;

/// Why an allowance does not do, for a person: "5 calls, of which 5 are spent".
struct Shortage {
  std::string_view key;  // of modus.json: "calls", "tokens", "dollars", "timeMs"
  std::string words;     // "allows 5 calls a day; 5 are spent, and …"
};

/// What is spent and reserved together never goes beyond the allowance by a reservation; it does
/// when a call takes more than was reserved for it. Not thread-safe.
///
/// Time is counted while at least one call is under way. So calls that are under way together have
/// the same time left, and need not share it out.
class Spending {
 public:
  /// Why there is no room for `more`, if there is none. `period` is in words.
  std::optional<Shortage> shortage(const app::ModelAllowance& allowance, const Amounts& more,
                                   std::string_view period, Time now) const;

  /// A call begins, or goes on, for which so much is reserved.
  void begin(const Amounts& reserved, Time now);
  void reserve_more(const Amounts& more) { reserved_ += more; }
  void give_back(const Amounts& more) { reserved_ -= more; }
  /// It ends: takes what it used in place of what was reserved.
  void end(const Amounts& reserved, const Amounts& used, Time now);

  /// Spent before, by another process.
  void add(const Amounts& spent, Time::duration busy);

  const Amounts& spent() const { return spent_; }
  const Amounts& reserved() const { return reserved_; }
  Time::duration busy(Time now) const;

 private:
  Amounts spent_;
  Amounts reserved_;
  std::uint64_t running_ = 0;
  Time running_since_;
  Time::duration busy_{0};
};

}  // namespace modus::models::budget
