// SPDX-License-Identifier: Apache-2.0
// What functions asked of models and what they got: the inference history (contract section 8.7,
// docs/models/history.md).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/observe/log.h"
#include "runtime/store/database.h"
#include "runtime/store/history_batches.h"
#include "runtime/store/inference.h"
#include "runtime/store/record.h"

namespace modus::store {

struct InferenceHistoryOptions {
  std::filesystem::path file;
  HistoryBounds bounds = {};
  std::size_t max_queue = 100'000;
  std::size_t max_queue_bytes = 64u << 20;  // of what waits to be written
  std::chrono::milliseconds gather{200};  // how long records wait for others, unless they are many
  std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
  std::function<void(Inference&)> read_answer = {};  // see HistoryFilter
};

/// Thread-safe; no call waits for the disk. Trouble with the file is logged, never thrown at the
/// caller.
class InferenceHistory {
 public:
  InferenceHistory(InferenceHistoryOptions options, Log& log);

  /// Makes what is written of a record, on the history's own thread: what is left without secrets,
  /// for example.
  using Finish = std::move_only_function<std::string(const std::string& record)>;

  /// Keeps the record, which is as encode() gives it, soon; that of an execution after those of its
  /// inferences. Dropped, with a warning in the log, when the disk cannot keep up.
  void append(std::string record, Finish finish = {});

  /// From now on, and for what is in the file already.
  void set_bounds(HistoryBounds bounds);

  /// The newest records as a JSON array of write_json()'s objects, newest first, at most `count`;
  /// records appended before are in it. `done` is called on the history's own thread, or at once
  /// when too much is queued already.
  using Newest = std::move_only_function<void(Result<std::string>)>;
  void newest(std::int64_t count, Newest done);

  /// Waits until everything appended so far is kept or given up.
  void flush() { database_.flush(); }

 private:
  struct Unfinished {
    std::string record;
    Finish finish;
  };
  // What waits to be written. Records are put into their batch by who brings them, while they are
  // in that core's caches; behind one that is to be finished, all wait for it.
  struct Waiting {
    Batch batch;
    std::vector<Unfinished> unfinished;
    std::size_t count = 0;
    std::size_t bytes = 0;
  };

  bool is_full(std::size_t bytes) const;
  Result<void> write_waiting(Result<Connection*> connection);
  Result<void> write_batch(Connection& connection);
  Result<void> make_room(Connection& connection);
  HistoryBounds bounds() const;

  const InferenceHistoryOptions options_;
  Log& log_;

  mutable std::mutex mutex_;
  HistoryBounds bounds_;
  Waiting waiting_;
  bool is_dropping_ = false;

  // Only the database's thread's own.
  Waiting writing_;
  std::optional<HistorySize> size_;     // of the file, once it was asked
  std::int64_t version_by_others_ = 0;  // then

  Database database_;
};

}  // namespace modus::store
