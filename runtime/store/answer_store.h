// SPDX-License-Identifier: Apache-2.0
// Models' answers on disk, for the answer cache (docs/models/resilience.md).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
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

  /// Keeps the answer soon, and drops the model's expired and, beyond so many bytes, oldest ones.
  /// Dropped itself when the disk cannot keep up.
  void keep(StoredAnswer answer, std::uint64_t max_bytes, Time now);

  /// Calls `found` on the store's own thread, or at once when too much is queued already: the
  /// answer, if there is one that holds at that time.
  using Found = std::move_only_function<void(std::optional<StoredAnswer>)>;
  void find(std::string model, std::string key, Time now, Found found);

  /// Waits until everything asked for so far is done.
  void flush() { database_.flush(); }

 private:
  Database database_;
};

}  // namespace modus::store
