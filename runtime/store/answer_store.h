// SPDX-License-Identifier: Apache-2.0
// Models' answers on disk, for the answer cache (docs/models/resilience.md).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "runtime/observe/log.h"
#include "runtime/store/database.h"

namespace modus::store {

/// One answer: what it belongs to, and until when it holds.
struct StoredAnswer {
  std::string model;  // whose answers share a bound
  std::string key;
  std::string answer;
  std::chrono::system_clock::time_point expires_at;
};

/// Thread-safe; no call waits for the disk. Trouble with the file is logged, and answers are not
/// found then.
class AnswerStore {
 public:
  using Time = std::chrono::system_clock::time_point;

  AnswerStore(std::filesystem::path file, Log& log);

  /// Keeps the answer soon, and drops expired ones and, beyond so many bytes and a little, the
  /// model's oldest. Dropped itself when the disk cannot keep up.
  void keep(StoredAnswer answer, std::uint64_t max_bytes, Time now);

  /// Calls `found` on the store's own thread, or at once when too much is queued already: the
  /// answer, if there is one that holds at that time.
  using Found = std::move_only_function<void(std::optional<StoredAnswer>)>;
  void find(std::string model, std::string key, Time now, Found found);

  /// Waits until everything asked for so far is done.
  void flush() { database_.flush(); }

 private:
  // By model, since room was made for it; only the database's thread's own.
  std::map<std::string, std::uint64_t> added_bytes_;
  Database database_;
};

}  // namespace modus::store
