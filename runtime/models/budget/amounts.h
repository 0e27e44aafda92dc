// SPDX-License-Identifier: Apache-2.0
// What model calls take.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/app/model_budget.h"
#include "runtime/models/formats/tools.h"

namespace modus::models::budget {

/// Numbers that providers tell are not to be trusted; so large, no sum of them overflows.
inline constexpr std::uint64_t kMostOfOne = 1'000'000'000'000;

struct Amounts {
  std::uint64_t calls = 0;
  std::uint64_t tokens = 0;
  std::uint64_t nanodollars = 0;

  Amounts& operator+=(const Amounts& other) {
    calls += other.calls;
    tokens += other.tokens;
    nanodollars += other.nanodollars;
    return *this;
  }
  /// Of what was added before.
  Amounts& operator-=(const Amounts& other) {
    calls -= other.calls;
    tokens -= other.tokens;
    nanodollars -= other.nanodollars;
    return *this;
  }
  friend Amounts operator+(Amounts a, const Amounts& b) { return a += b; }
  bool operator==(const Amounts&) const = default;
};

/// What tokens cost.
std::uint64_t nanodollars_for(const TokenUsage& usage, const app::ModelPrice& price);

/// "$0.000046"
std::string dollars_text(std::uint64_t nanodollars);

/// One call that took so many tokens; free without a price.
Amounts amounts_of(const TokenUsage& usage, const app::ModelPrice* price);

}  // namespace modus::models::budget
