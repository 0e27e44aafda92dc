// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/ticker.h"

#include "runtime/sandbox/wasmtime.h"

namespace modus::sandbox {
namespace {

// Ticks without a running guest before the thread sleeps: short calls in quick succession then need
// no wake-up each.
constexpr int kLingeringTicks = 50;

}  // namespace

Ticker::Ticker(wasm_engine_t* engine, std::chrono::microseconds tick)
    : engine_(engine), tick_(tick), thread_([this] { run(); }) {}

Ticker::~Ticker() {
  stopping_ = true;
  add();
  thread_.join();
}

void Ticker::run() {
  int idle = 0;
  while (!stopping_) {
    if (running_ > 0) {
      idle = 0;
      wasmtime_engine_increment_epoch(engine_);
    } else if (++idle > kLingeringTicks) {
      running_.wait(0);
      continue;
    }
    std::this_thread::sleep_for(tick_);
  }
}

}  // namespace modus::sandbox
