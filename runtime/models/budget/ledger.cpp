// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/budget/ledger.h"

#include <algorithm>

namespace modus::models::budget {
namespace {

using app::BudgetPeriod;
using app::kBudgetPeriodNames;
using app::kBudgetPeriods;
using std::chrono::seconds;

constexpr std::array<seconds, kBudgetPeriods> kLengths{seconds(0), seconds(60), seconds(3600),
                                                       seconds(86'400)};

bool is_kept(std::size_t period) { return period >= static_cast<std::size_t>(BudgetPeriod::kHour); }

std::int64_t number_of(std::size_t period, std::chrono::system_clock::time_point date) {
  if (kLengths[period] == seconds(0)) return 0;
  return std::chrono::floor<seconds>(date.time_since_epoch()) / kLengths[period];
}

}  // namespace

// Those windows of a call that are not over.
template <class F>
void Ledger::each_current_locked(const Entry& entry, F&& visit) {
  for (std::size_t i = 0; i < kBudgetPeriods; ++i) {
    if (entry.windows[i] != Entry::kNone && entry.windows[i] == windows_[i].number) visit(i);
  }
}

bool Ledger::counts(std::size_t period, const app::ModelBudget& budget) const {
  const bool is_request = period == static_cast<std::size_t>(BudgetPeriod::kRequest);
  return is_request != is_shared_ && !budget.allowances[period].is_unlimited();
}

Ledger::Window& Ledger::window_locked(std::size_t period, const Moment& now) {
  Window& window = windows_[period];
  const std::int64_t number = number_of(period, now.date);
  // A clock that is set back a little does not bring the last window back: what is spent stays so.
  if (number != window.number && number + 1 != window.number)
    window = {.number = number, .spending = {}};
  return window;
}

std::expected<Ledger::Entry, Ledger::Refusal> Ledger::begin(const app::ModelBudget& budget,
                                                            const Amounts& reserved,
                                                            const Moment& now) {
  const std::scoped_lock lock(mutex_);
  Entry entry;
  for (std::size_t i = 0; i < kBudgetPeriods; ++i) {
    if (!counts(i, budget)) continue;
    const Window& window = window_locked(i, now);
    auto shortage = window.spending.shortage(budget.allowances[i], reserved,
                                             kBudgetPeriodNames[i].words, now.time);
    if (shortage)
      return std::unexpected(Refusal{static_cast<BudgetPeriod>(i), *std::move(shortage)});
    entry.windows[i] = window.number;
  }
  for (std::size_t i = 0; i < kBudgetPeriods; ++i) {
    if (entry.windows[i] != Entry::kNone) windows_[i].spending.begin(reserved, now.time);
  }
  return entry;
}

std::expected<void, Ledger::Refusal> Ledger::reserve_more(const app::ModelBudget& budget,
                                                          const Entry& entry, const Amounts& more,
                                                          const Moment& now) {
  const std::scoped_lock lock(mutex_);
  std::optional<Refusal> refusal;
  each_current_locked(entry, [&](std::size_t i) {
    if (refusal) return;
    auto shortage = windows_[i].spending.shortage(budget.allowances[i], more,
                                                  kBudgetPeriodNames[i].words, now.time);
    if (shortage) refusal = Refusal{static_cast<BudgetPeriod>(i), *std::move(shortage)};
  });
  if (refusal) return std::unexpected(*std::move(refusal));
  each_current_locked(entry, [&](std::size_t i) { windows_[i].spending.reserve_more(more); });
  return {};
}

void Ledger::give_back(const Entry& entry, const Amounts& more) {
  const std::scoped_lock lock(mutex_);
  each_current_locked(entry, [&](std::size_t i) { windows_[i].spending.give_back(more); });
}

void Ledger::end(const Entry& entry, const Amounts& reserved, const Amounts& used,
                 const Moment& now) {
  const std::scoped_lock lock(mutex_);
  each_current_locked(entry, [&](std::size_t i) {
    windows_[i].spending.end(reserved, used, now.time);
    if (store_ != nullptr && is_kept(i)) keep_locked(i, now);
  });
}

std::optional<std::pair<Time::duration, BudgetPeriod>> Ledger::time_left(
    const app::ModelBudget& budget, const Entry& entry, const Moment& now) {
  const std::scoped_lock lock(mutex_);
  std::optional<std::pair<Time::duration, BudgetPeriod>> least;
  for (std::size_t i = 0; i < kBudgetPeriods; ++i) {
    const auto& time = budget.allowances[i].time;
    if (!time || entry.windows[i] == Entry::kNone) continue;
    const Time::duration left = *time - windows_[i].spending.busy(now.time);
    if (!least || left < least->first) least.emplace(left, static_cast<BudgetPeriod>(i));
  }
  return least;
}

void Ledger::keep_in(store::SpendingStore& store) {
  const std::scoped_lock lock(mutex_);
  store_ = &store;
}

void Ledger::restore(const store::Spent& spent) {
  const std::scoped_lock lock(mutex_);
  for (std::size_t i = 0; i < kBudgetPeriods; ++i) {
    if (kBudgetPeriodNames[i].key != spent.period) continue;
    Window& window = windows_[i];
    if (window.number > spent.window) continue;
    if (window.number != spent.window) window = {.number = spent.window, .spending = {}};
    window.spending.add({.calls = static_cast<std::uint64_t>(spent.calls),
                         .tokens = static_cast<std::uint64_t>(spent.tokens),
                         .nanodollars = static_cast<std::uint64_t>(spent.nanodollars)},
                        std::chrono::milliseconds(spent.busy_ms));
  }
}

void Ledger::keep_locked(std::size_t period, const Moment& now) {
  const Window& window = windows_[period];
  const Amounts& spent = window.spending.spent();
  const auto busy = std::chrono::ceil<std::chrono::milliseconds>(window.spending.busy(now.time));
  store_->keep({.budget = name_,
                .period = std::string(kBudgetPeriodNames[period].key),
                .window = window.number,
                .calls = static_cast<std::int64_t>(spent.calls),
                .tokens = static_cast<std::int64_t>(spent.tokens),
                .nanodollars = static_cast<std::int64_t>(spent.nanodollars),
                .busy_ms = busy.count()});
}

}  // namespace modus::models::budget
