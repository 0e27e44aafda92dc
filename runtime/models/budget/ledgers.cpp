// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/budget/ledgers.h"

namespace modus::models::budget {

std::shared_ptr<Ledger> Ledgers::of(std::string_view model) {
  const std::scoped_lock lock(mutex_);
  return of_locked(model);
}

void Ledgers::keep() {
  const std::scoped_lock lock(mutex_);
  if (store_ || data_directory_.empty()) return;
  store_ = std::make_unique<store::SpendingStore>(data_directory_ / "budgets.db", log_);
  for (const auto& [name, ledger] : ledgers_) ledger->keep_in(*store_);
  for (const store::Spent& spent : store_->load()) of_locked(spent.budget)->restore(spent);
}

std::shared_ptr<Ledger> Ledgers::of_locked(std::string_view model) {
  const auto found = ledgers_.find(model);
  if (found != ledgers_.end()) return found->second;
  auto ledger = std::make_shared<Ledger>(std::string(model));
  if (store_) ledger->keep_in(*store_);
  ledgers_.emplace(model, ledger);
  return ledger;
}

}  // namespace modus::models::budget
