// SPDX-License-Identifier: Apache-2.0
// What was spent of budgets, over restarts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "runtime/store/database.h"

namespace modus::store {

/// What a budget had spent of one of its periods.
struct Spent {
  std::string budget;
  std::string period;
  std::int64_t window = 0;  // the period's number, counted from the epoch
  std::int64_t calls = 0;
  std::int64_t tokens = 0;
  std::int64_t nanodollars = 0;
  std::int64_t busy_ms = 0;

  bool operator==(const Spent&) const = default;
};

/// Thread-safe. A process that dies loses what was told in its last tenth of a second.
class SpendingStore {
 public:
  /// The log must outlive it.
  SpendingStore(std::filesystem::path file, Log& log);

  /// All that is kept; waits for the disk. Nothing when the file does not work, which is logged.
  std::vector<Spent> load();

  /// Replaces what is kept of that budget and period; soon, and without waiting.
  void keep(Spent spent);

 private:
  Result<void> write(Connection* connection);

  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Spent> waiting_;  // to be written
  bool is_queued_ = false;                                        // the work to do so
  Database database_;                                             // ends first
};

}  // namespace modus::store
