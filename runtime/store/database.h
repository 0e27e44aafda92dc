// SPDX-License-Identifier: Apache-2.0
// The process's SQLite file: one thread does all its work, in the order in which it was asked for.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/observe/log.h"
#include "runtime/store/migration.h"
#include "runtime/store/sqlite.h"

namespace modus::store {

struct DatabaseOptions {
  std::filesystem::path file;  // its folder is made when missing
  /// Oldest first; `PRAGMA user_version` counts those a file has had. Never edit one that was
  /// released, append.
  std::vector<Migration> migrations;
  std::size_t max_queue = 10'000;
  std::size_t max_queue_bytes = 64u << 20;  // of what the queued work says it holds
  std::chrono::milliseconds gather{10};     // how long work is gathered for one transaction
  /// Called on the database's thread when what is known of the content may be wrong: the file was
  /// opened, or work was undone.
  std::function<void()> on_doubt = {};
};

/// Thread-safe; calls return at once. What is queued together shares a transaction, so that a burst
/// of work costs one commit; a statement that fails leaves the others' work alone. Trouble with the
/// file never stops the process: it is logged once, work is refused with an error, and the file is
/// tried again every ten seconds. A file that was removed is made anew.
class Database {
 public:
  /// Runs on the database's thread: with the connection, or with the error that kept the work from
  /// being done. What it returns is logged if it is an error.
  using Work = std::move_only_function<Result<void>(Result<Connection*>)>;

  Database(DatabaseOptions options, Log& log);
  /// Does what is queued, then closes the file.
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// False when the queue is full: the work is dropped without being run. `bytes` is what it holds.
  bool run(Work work, std::size_t bytes = 0);

  /// What is queued so far is done as soon as can be: no more work is gathered.
  void hurry();
  /// Waits for that.
  void flush();

 private:
  using Clock = std::chrono::steady_clock;

  struct Queued {
    Work work;
    std::size_t bytes;
  };

  void work();
  void perform(std::deque<Queued>& batch);
  Result<Connection*> connection();
  Result<Connection> open() const;
  bool is_file_gone();
  void doubt() const;
  void note(const Result<void>& outcome);

  const DatabaseOptions options_;
  Log& log_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Queued> queue_;
  std::size_t queued_bytes_ = 0;
  std::uint64_t queued_ = 0;  // ever
  std::uint64_t done_ = 0;    // of those
  bool stopping_ = false;
  bool full_ = false;
  bool hurried_ = false;

  // Only the thread's own.
  std::optional<Connection> connection_;
  std::optional<Error> open_error_;
  Clock::time_point next_try_;
  bool in_trouble_ = false;
  bool is_replaced_ = false;

  std::thread thread_;
};

}  // namespace modus::store
