// SPDX-License-Identifier: Apache-2.0
// The ledgers of all models, by name.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "runtime/models/budget/ledger.h"
#include "runtime/observe/log.h"
#include "runtime/store/spending_store.h"

namespace modus::models::budget {

/// Thread-safe. A ledger lives as long as the process, whatever happens to its model.
class Ledgers {
 public:
  /// What is spent is kept in the directory, if it is not empty. The log must outlive it.
  Ledgers(std::filesystem::path data_directory, Log& log)
      : data_directory_(std::move(data_directory)), log_(log) {}

  /// The model's, or the one of all models together.
  std::shared_ptr<Ledger> of(std::string_view model);
  std::shared_ptr<Ledger> of_all() { return of(""); }

  /// Goes on with what earlier processes have spent, and keeps what is spent from now on; once.
  /// Waits for the disk.
  void keep();

 private:
  std::shared_ptr<Ledger> of_locked(std::string_view model);

  const std::filesystem::path data_directory_;
  Log& log_;
  std::mutex mutex_;
  std::unique_ptr<store::SpendingStore> store_;  // null before keep()
  std::map<std::string, std::shared_ptr<Ledger>, std::less<>> ledgers_;
};

}  // namespace modus::models::budget
