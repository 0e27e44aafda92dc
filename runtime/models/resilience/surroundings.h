// SPDX-License-Identifier: Apache-2.0
// What the layers around a provider take from the world. Tests bring their own.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <span>

#include "runtime/base/deadline.h"
#include "runtime/base/ids.h"

namespace modus::models::resilience {

using Time = Deadline::Clock::time_point;

/// From 0 up to 1, without it.
inline double random_fraction() {
  std::array<std::uint32_t, 1> bits;
  fill_random(std::as_writable_bytes(std::span(bits)));
  return static_cast<double>(bits[0]) / 0x1p32;
}

/// Its functions may be called from any thread.
struct Surroundings {
  std::function<Time()> now = &Deadline::Clock::now;
  std::function<std::chrono::system_clock::time_point()> date = &std::chrono::system_clock::now;
  std::function<double()> random = &random_fraction;
};

}  // namespace modus::models::resilience
