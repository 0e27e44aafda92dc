// SPDX-License-Identifier: Apache-2.0
// Advances the engines' epochs while guests run, so that none holds its thread for longer than a
// tick.
#pragma once

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

struct wasm_engine_t;

namespace modus::sandbox {

/// A thread that ticks while guests run and for a few seconds after; an idle process is not woken.
/// Thread-safe. Must end before the engines do.
class Ticker {
 public:
  Ticker(std::vector<wasm_engine_t*> engines, std::chrono::microseconds tick);
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  /// To be called before a guest runs and at each tick it meets. Usually only reads, so threads do
  /// not contend for it.
  void keep_going() {
    if (wanted_.load(std::memory_order_relaxed)) return;
    wanted_.store(true);
    wanted_.notify_one();
  }

 private:
  void run();

  std::vector<wasm_engine_t*> engines_;
  std::chrono::microseconds tick_;
  std::atomic<bool> wanted_{false};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace modus::sandbox
