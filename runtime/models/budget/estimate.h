// SPDX-License-Identifier: Apache-2.0
// What a request may take, told before it is sent.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/models/formats/format.h"
#include "runtime/models/formats/tools.h"

namespace modus::models::budget {

struct Estimate {
  TokenUsage usage;
  /// The request sets a bound to its answer, which the provider keeps.
  bool is_bounded = false;
};

/// Errs on the side of too much, but for an answer that the request sets no bound to: it is taken
/// for one of kUsualOutput tokens. The format may be null.
inline constexpr std::uint64_t kUsualOutput = 1024;
Estimate estimate(const Format* format, std::string_view request);

/// About how many tokens a part of an answer has.
constexpr std::uint64_t tokens_in_answer(std::uint64_t bytes) { return bytes / 4; }

}  // namespace modus::models::budget
