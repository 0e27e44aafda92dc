// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/ticker.h"

#include <algorithm>

#include "runtime/sandbox/wasmtime.h"

namespace modus::sandbox {
namespace {

// How long the thread ticks on unasked. No guest goes this long without meeting a tick, so none
// outlives the ticking.
constexpr std::chrono::seconds kLinger{3};

}  // namespace

Ticker::Ticker(std::vector<wasm_engine_t*> engines, std::chrono::microseconds tick)
    : engines_(std::move(engines)),
      guests_(engines_.size()),
      tick_(tick),
      thread_([this] { run(); }) {}

Ticker::~Ticker() {
  stopping_ = true;
  wanted_ = true;
  wanted_.notify_one();
  thread_.join();
}

bool Ticker::any_guest_runs() const {
  return std::ranges::any_of(guests_, [](const Guests& guests) {
    return guests.running.load(std::memory_order_relaxed) > 0;
  });
}

void Ticker::run() {
  while (!stopping_) {
    wanted_.wait(false);
    while (wanted_.exchange(false)) {
      const auto end = std::chrono::steady_clock::now() + kLinger;
      auto pause = tick_;
      while (!stopping_ && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(pause);
        if (any_guest_runs()) {
          for (wasm_engine_t* engine : engines_) wasmtime_engine_increment_epoch(engine);
          pause = tick_;
        } else {
          pause = std::min(2 * pause, kRarest * tick_);
        }
      }
    }
  }
}

}  // namespace modus::sandbox
