// SPDX-License-Identifier: Apache-2.0
// Advances the engine's epoch while guests run, so that none holds its thread for longer than a
// tick.
#pragma once

#include <atomic>
#include <chrono>
#include <thread>

struct wasm_engine_t;

namespace modus::sandbox {

/// A thread that ticks while a Running exists and for a moment after; an idle process is not woken.
/// Thread-safe. Must end before the engine does.
class Ticker {
 public:
  Ticker(wasm_engine_t* engine, std::chrono::microseconds tick);
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  /// While it lives, the epoch advances.
  class Running {
   public:
    explicit Running(Ticker& ticker) : ticker_(ticker) { ticker_.add(); }
    ~Running() { ticker_.running_.fetch_sub(1); }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

   private:
    Ticker& ticker_;
  };

 private:
  void add() {
    if (running_.fetch_add(1) == 0) running_.notify_one();
  }
  void run();

  wasm_engine_t* engine_;
  std::chrono::microseconds tick_;
  std::atomic<int> running_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace modus::sandbox
