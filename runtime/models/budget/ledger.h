// SPDX-License-Identifier: Apache-2.0
// What one model, or all of them, spent of a budget: in one request, or in the current minute, hour
// and day.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <mutex>
#include <optional>
#include <string>

#include "runtime/app/model_budget.h"
#include "runtime/models/budget/spending.h"
#include "runtime/store/spending_store.h"

namespace modus::models::budget {

struct Moment {
  Time time;
  std::chrono::system_clock::time_point date;
};

/// Thread-safe. Minutes, hours and days are those of the clock (UTC). A call belongs to those in
/// which it begins.
class Ledger {
 public:
  /// Of one request.
  Ledger() = default;
  /// Of all requests, by this name.
  explicit Ledger(std::string name) : name_(std::move(name)), is_shared_(true) {}

  /// What is spent in an hour and in a day is kept in the store from now on, which must outlive the
  /// ledger's calls.
  void keep_in(store::SpendingStore& store);

  /// A place of the ledger for one call: the windows it belongs to, or kNone.
  struct Entry {
    static constexpr std::int64_t kNone = -1;
    std::array<std::int64_t, app::kBudgetPeriods> windows{kNone, kNone, kNone, kNone};
  };
  /// Why a budget has no room: by its period and key.
  struct Refusal {
    app::BudgetPeriod period;
    Shortage shortage;
  };

  /// Reserves for a call that begins now. Only what the budget limits is counted.
  std::expected<Entry, Refusal> begin(const app::ModelBudget& budget, const Amounts& reserved,
                                      const Moment& now);
  /// Reserves more for it.
  std::expected<void, Refusal> reserve_more(const app::ModelBudget& budget, const Entry& entry,
                                            const Amounts& more, const Moment& now);
  /// Takes back what was reserved more.
  void give_back(const Entry& entry, const Amounts& more);
  void end(const Entry& entry, const Amounts& reserved, const Amounts& used, const Moment& now);

  /// How long a call may still be under way, and which period says so; nothing when none does.
  std::optional<std::pair<Time::duration, app::BudgetPeriod>> time_left(
      const app::ModelBudget& budget, const Entry& entry, const Moment& now);

  /// What was spent in another process's time.
  void restore(const store::Spent& spent);

 private:
  struct Window {
    std::int64_t number = Entry::kNone;
    Spending spending;
  };

  template <class F>
  void each_current_locked(const Entry& entry, F&& visit);
  bool counts(std::size_t period, const app::ModelBudget& budget) const;
  Window& window_locked(std::size_t period, const Moment& now);
  void keep_locked(std::size_t period, const Moment& now);

  const std::string name_;
  const bool is_shared_ = false;

  std::mutex mutex_;
  store::SpendingStore* store_ = nullptr;  // may be null
  std::array<Window, app::kBudgetPeriods> windows_;
};

}  // namespace modus::models::budget
