// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/budget/hold.h"

#include <algorithm>

#include <fmt/format.h>

namespace modus::models::budget {
namespace {

std::string key_of(const std::string& model, bool is_of_all, app::BudgetPeriod period,
                   std::string_view key) {
  return fmt::format("{}budget.{}.{}", is_of_all ? "" : fmt::format("models.{}.", model),
                     app::kBudgetPeriodNames[static_cast<std::size_t>(period)].key, key);
}

Error refused(const std::string& model, bool is_of_all, const Ledger::Refusal& refusal) {
  const std::string_view key = refusal.shortage.key;
  const bool depends_on_answer = key == "tokens" || key == "dollars";
  return Error(
      ErrorCode::kResourceExhausted,
      fmt::format("the budget for the model \"{}\" does not allow this call: {} {}; raise "
                  "it in modus.json{}",
                  model, key_of(model, is_of_all, refusal.period, key), refusal.shortage.words,
                  depends_on_answer ? ", or ask for a shorter answer" : ""));
}

bool counts_tokens(const app::ModelBudget& budget) {
  return std::ranges::any_of(budget.allowances, [](const app::ModelAllowance& allowance) {
    return allowance.tokens || allowance.nanodollars;
  });
}

}  // namespace

bool Budgets::need_estimates() const { return counts_tokens(of_all) || counts_tokens(of_this); }

Result<Hold> Hold::take(const Budgets& budgets, std::shared_ptr<RequestAccount> account,
                        const Amounts& reserved, const Moment& now) {
  Hold hold(reserved);
  hold.begun_ = now;
  const auto enter = [&](std::shared_ptr<Ledger> ledger, Of of) -> Result<void> {
    auto entry = ledger->begin(budget(budgets, of), reserved, now);
    if (!entry)
      return std::unexpected(refused(budgets.model, of == Of::kAll, std::move(entry).error()));
    hold.parts_.push_back({std::move(ledger), of, *entry});
    return {};
  };
  if (account) {
    Ledger& of_all = account->all();
    Ledger& of_this = account->of(budgets.model).ledger;
    MODUS_CHECK(enter({account, &of_all}, Of::kAll));
    MODUS_CHECK(enter({account, &of_this}, Of::kThis));
  }
  MODUS_CHECK(enter(budgets.spent_by_all, Of::kAll));
  MODUS_CHECK(enter(budgets.spent_by_this, Of::kThis));
  return hold;
}

Hold::~Hold() { end({}, begun_); }

Result<void> Hold::reserve_more(const Budgets& budgets, const Amounts& more, const Moment& now) {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    auto refusal = part.ledger->reserve_more(budget(budgets, part.of), part.entry, more, now);
    if (refusal) continue;
    for (std::size_t back = 0; back < i; ++back)
      parts_[back].ledger->give_back(parts_[back].entry, more);
    return std::unexpected(refused(budgets.model, part.of == Of::kAll, refusal.error()));
  }
  reserved_ += more;
  return {};
}

std::optional<std::pair<Time::duration, Error>> Hold::time_left(const Budgets& budgets,
                                                                const Moment& now) const {
  std::optional<std::pair<Time::duration, Error>> least;
  for (const Part& part : parts_) {
    const auto left = part.ledger->time_left(budget(budgets, part.of), part.entry, now);
    if (!left || (least && least->first <= left->first)) continue;
    least.emplace(
        left->first,
        Error(ErrorCode::kResourceExhausted,
              fmt::format("the model \"{}\" had not answered when its budget was spent: "
                          "raise {} in modus.json",
                          budgets.model,
                          key_of(budgets.model, part.of == Of::kAll, left->second, "timeMs"))));
  }
  return least;
}

void Hold::end(const Amounts& used, const Moment& now) {
  for (const Part& part : parts_) part.ledger->end(part.entry, reserved_, used, now);
  parts_.clear();
}

}  // namespace modus::models::budget
