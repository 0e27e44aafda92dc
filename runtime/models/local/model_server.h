// SPDX-License-Identifier: Apache-2.0
// One llama-server process for one model file, kept alive: started on first use, restarted with
// growing pauses when it ends or hangs, stopped with its owner.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "runtime/base/loop.h"
#include "runtime/base/result.h"
#include "runtime/models/local/child_process.h"
#include "runtime/observe/log.h"

namespace modus::models::local {

/// A server that was ready. `life` counts its processes, so that a failure is held against the
/// right one.
struct ServerAddress {
  std::string socket;
  std::uint64_t life = 0;
};

struct ServerSettings {
  Command command;
  std::string socket;
  std::string model;  // how messages name it
};

/// Thread-safe. Its own thread starts and watches the process.
class ModelServer {
 public:
  using Ready = std::move_only_function<void(Result<ServerAddress>)>;

  ModelServer(ServerSettings settings, Log& log);
  ~ModelServer();
  ModelServer(const ModelServer&) = delete;
  ModelServer& operator=(const ModelServer&) = delete;

  /// A place in the queue for the server; destroying it leaves the queue. On the loop's thread.
  class Ticket {
   public:
    Ticket() = default;
    Ticket(Ticket&&) noexcept = default;
    Ticket& operator=(Ticket&& other) noexcept;
    ~Ticket();

   private:
    friend class ModelServer;
    struct Waiter;
    explicit Ticket(std::shared_ptr<Waiter> waiter) : waiter_(std::move(waiter)) {}
    std::shared_ptr<Waiter> waiter_;
  };

  /// Calls `ready` on the loop once the server answers, or with kUnavailable when it could not be
  /// started: the error quotes its last words. Never from within.
  Ticket wait_until_ready(Loop& loop, Ready ready);

  /// Somebody could not reach this life of the server: it is looked at before anyone else is sent
  /// there.
  void suspect(std::uint64_t life);

  /// Begins to stop, without waiting. Everyone in the queue hears kCancelled.
  void request_stop();
  /// Stops and waits until the process is gone. Idempotent; not from two threads at a time.
  void stop();

 private:
  enum class State { kIdle, kStarting, kReady, kResting };
  using Clock = std::chrono::steady_clock;

  void run();
  bool wait_for_work(std::unique_lock<std::mutex>& lock);
  void live(ChildProcess child);
  enum class End { kWanted, kGone, kLost };
  End watch(ChildProcess& child);
  void read_output(ChildProcess& child);
  void note_line(std::string_view line);
  bool healthy() const;
  void became_ready();
  void ended(const std::string& how);
  void start_failed(const Error& error);
  void answer_all(const Result<ServerAddress>& result);
  void wake();

  const ServerSettings settings_;
  Log& log_;
  int wake_event_;

  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::kIdle;
  bool stopping_ = false;
  std::uint64_t life_ = 0;
  std::vector<std::weak_ptr<Ticket::Waiter>> waiters_;

  // Only the thread's own.
  std::string partial_line_;
  std::deque<std::string> last_lines_;
  Clock::time_point started_;
  Clock::duration pause_;
  bool was_ready_ = false;

  std::thread thread_;
};

}  // namespace modus::models::local
