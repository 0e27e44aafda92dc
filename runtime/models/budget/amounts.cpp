// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/budget/amounts.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace modus::models::budget {

// A dollar for a million tokens is a thousand nanodollars for one.
std::uint64_t nanodollars_for(const TokenUsage& usage, const app::ModelPrice& price) {
  const std::uint64_t cached = std::min(usage.cached, usage.input);
  const double cost = 1000 * (static_cast<double>(usage.input - cached) * price.input +
                              static_cast<double>(cached) * price.cached_input +
                              static_cast<double>(usage.output) * price.output);
  return static_cast<std::uint64_t>(
      std::llround(std::min(cost, 1000 * static_cast<double>(kMostOfOne))));
}

std::string dollars_text(std::uint64_t nanodollars) {
  std::string text =
      fmt::format("${}.{:09}", nanodollars / 1'000'000'000, nanodollars % 1'000'000'000);
  text.resize(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

Amounts amounts_of(const TokenUsage& usage, const app::ModelPrice* price) {
  return {.calls = 1,
          .tokens = std::min(usage.input, kMostOfOne) + std::min(usage.output, kMostOfOne),
          .nanodollars = price == nullptr ? 0 : nanodollars_for(usage, *price)};
}

}  // namespace modus::models::budget
