// SPDX-License-Identifier: Apache-2.0
// What functions asked of models and what they got: the inference history (contract section 8.7).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "runtime/base/result.h"
#include "runtime/observe/log.h"
#include "runtime/store/database.h"

namespace modus::store {

/// The module whose function made the call, as its metadata describes it.
struct PluginInfo {
  std::string id = {};
  std::string name = {};
  std::string version = {};
  std::string language = {};
  std::string sdk_version = {};
  std::string build_id = {};
  std::string build_time = {};
  std::string git_repo = {};
  std::string git_commit = {};
};

struct Inference {
  std::string id = {};  // a version 7 UUID; empty: given when stored
  std::string model_hash = {};
  std::string model_name = {};
  std::string input = {};   // JSON; any other text is kept as a JSON string
  std::string output = {};  // likewise; empty when there was an error
  std::string error = {};
  std::chrono::system_clock::time_point started_at = {};
  std::chrono::milliseconds duration{0};
  std::string function = {};
  PluginInfo plugin = {};
};

struct InferenceHistoryOptions {
  std::filesystem::path file;
  std::int64_t max_records = 10'000;  // older ones make room for newer ones
  std::size_t max_queue = 10'000;
  std::size_t max_queue_bytes = 64u << 20;  // of inputs and outputs
};

/// Thread-safe; no call waits for the disk. Trouble with the file is logged, never thrown at the
/// caller.
class InferenceHistory {
 public:
  InferenceHistory(InferenceHistoryOptions options, Log& log);

  /// Keeps the record soon. Dropped, with a warning in the log, when the disk cannot keep up. The
  /// token counts are read from the "usage" of the output.
  void append(Inference inference);

  /// The newest records as a JSON array, newest first, at most `count`; records appended before are
  /// in it. Members as contract section 8.7 names them: gid, id, model_hash, model_name, input,
  /// output, error, started_at, duration_ms, function, tokens_in, tokens_out, plugin{…}. Input and
  /// output are JSON, not text. `done` is called on the history's own thread, or at once
  /// when too much is queued already.
  using Newest = std::move_only_function<void(Result<std::string>)>;
  void newest(std::int64_t count, Newest done);

  /// Waits until everything appended so far is kept or given up.
  void flush() { database_.flush(); }

 private:
  const std::int64_t max_records_;
  int until_room_ = 0;  // only the database's thread's own
  Database database_;
};

}  // namespace modus::store
