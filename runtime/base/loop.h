// SPDX-License-Identifier: Apache-2.0
// Event loops: one thread each, nothing shared between them. A connection, its calls and their I/O
// stay on one loop.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace modus {

using Task = std::move_only_function<void()>;

/// A loop. `post` may be called from any thread; everything else belongs to the loop's own thread.
class Loop {
 public:
  explicit Loop(std::size_t index = 0)
      : index_(index), context_(1), work_(context_.get_executor()) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  boost::asio::io_context& context() { return context_; }
  /// Its place among its LoopThreads.
  std::size_t index() const { return index_; }

  /// Runs the task soon, on the loop's thread, after what is already queued.
  void post(Task task);

  bool is_current_thread() const { return thread_ == std::this_thread::get_id(); }

  /// Runs until stop(). Called once.
  void run();
  void stop() { context_.stop(); }

 private:
  const std::size_t index_;
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::thread::id thread_;
};

/// A task at a later time, on the loop's thread. Destroying the Timer cancels it. Belongs to the
/// loop's thread.
class Timer {
 public:
  Timer() = default;
  Timer(Loop& loop, std::chrono::steady_clock::duration delay, Task task);
  Timer(Timer&&) noexcept = default;
  Timer& operator=(Timer&&) noexcept;
  ~Timer();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Several loops, each on its own thread, from construction to stop().
class LoopThreads {
 public:
  explicit LoopThreads(std::size_t count);
  ~LoopThreads() { stop(); }
  LoopThreads(const LoopThreads&) = delete;
  LoopThreads& operator=(const LoopThreads&) = delete;

  /// Ends the threads; the loops stay, so that what refers to them can be taken down. Idempotent.
  void stop();

  std::size_t size() const { return loops_.size(); }
  Loop& operator[](std::size_t index) { return *loops_[index]; }

 private:
  std::vector<std::unique_ptr<Loop>> loops_;
  std::vector<std::thread> threads_;
};

}  // namespace modus
