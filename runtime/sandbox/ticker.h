// SPDX-License-Identifier: Apache-2.0
// Advances the engines' epochs while guests run, so that none holds its thread for long.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

struct wasm_engine_t;

namespace modus::sandbox {

/// A thread that looks for guests at each tick while there are calls and for a few seconds after;
/// an idle process is not woken. When it finds none running, as with guests that take microseconds,
/// it looks less often, so a guest may run for kRarest ticks before it meets its first; from then
/// on it meets every one. Thread-safe. Must end before the engines do.
class Ticker {
 public:
  static constexpr int kRarest = 4;

  Ticker(std::vector<wasm_engine_t*> engines, std::chrono::microseconds tick);
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  /// To be called at each tick that a guest meets. Usually only reads, so threads do not contend
  /// for it.
  void keep_going() {
    if (wanted_.load(std::memory_order_relaxed)) return;
    wanted_.store(true);
    wanted_.notify_one();
  }

  /// While it lives, a guest runs on the engine of that index.
  class Run {
   public:
    Run(Ticker& ticker, std::size_t engine) : guests_(ticker.guests_[engine].running) {
      guests_.fetch_add(1, std::memory_order_relaxed);
      ticker.keep_going();
    }
    ~Run() { guests_.fetch_sub(1, std::memory_order_relaxed); }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

   private:
    std::atomic<std::uint32_t>& guests_;
  };

 private:
  struct alignas(128) Guests {  // of an engine; threads have engines of their own
    std::atomic<std::uint32_t> running{0};
  };

  void run();
  bool any_guest_runs() const;

  std::vector<wasm_engine_t*> engines_;
  std::vector<Guests> guests_;
  std::chrono::microseconds tick_;
  std::atomic<bool> wanted_{false};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace modus::sandbox
