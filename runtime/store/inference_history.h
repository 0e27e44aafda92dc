// SPDX-License-Identifier: Apache-2.0
// What functions asked of models and what they got: the inference history (contract section 8.7,
// docs/models/history.md).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>

#include "runtime/base/result.h"
#include "runtime/observe/log.h"
#include "runtime/store/database.h"
#include "runtime/store/inference.h"

namespace modus::store {

/// How much of the past is kept: what goes beyond one of them makes room, the oldest first.
struct HistoryBounds {
  std::int64_t max_calls = 10'000;  // of models; 0: none is kept
  std::chrono::days max_age{30};
  std::int64_t max_bytes = 256 << 20;  // of texts, about; the file is somewhat larger
};

struct InferenceHistoryOptions {
  std::filesystem::path file;
  HistoryBounds bounds = {};
  std::size_t max_queue = 10'000;
  std::size_t max_queue_bytes = 64u << 20;  // of what waits to be written
  std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
};

/// Thread-safe; no call waits for the disk. Trouble with the file is logged, never thrown at the
/// caller.
class InferenceHistory {
 public:
  InferenceHistory(InferenceHistoryOptions options, Log& log);

  /// Keeps the record soon: it is made on the history's own thread. Dropped, with a warning in the
  /// log, when the disk cannot keep up. `bytes` is about what waits meanwhile.
  using MakeInference = std::move_only_function<Inference()>;
  void append(MakeInference make, std::size_t bytes);

  /// The same for an execution, after its inferences.
  using MakeExecution = std::move_only_function<Execution()>;
  void append(MakeExecution make, std::size_t bytes);

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
  template <class Make>
  void append_made(Make make, std::size_t bytes);
  Result<void> kept(Connection& connection, std::size_t bytes);
  Result<void> make_room(Connection& connection);
  HistoryBounds bounds() const;

  const std::filesystem::path file_;
  const std::function<std::chrono::system_clock::time_point()> now_;
  mutable std::mutex bounds_mutex_;
  HistoryBounds bounds_;

  // Only the database's thread's own.
  int until_room_ = 0;
  std::int64_t bytes_ = -1;  // in the file; less than 0: not counted yet

  Database database_;
};

}  // namespace modus::store
