// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/budget/spending.h"

#include <utility>

#include <fmt/format.h>

#include "runtime/connect/http_failure.h"

namespace modus::models::budget {
namespace {

std::string in_words(std::uint64_t amount, std::string_view key) {
  if (key == "dollars") return dollars_text(amount);
  return fmt::format("{} {}", amount, key.substr(0, key.size() - (amount == 1 ? 1 : 0)));
}

struct Line {
  std::string_view key;
  std::optional<std::uint64_t> allowed;
  std::uint64_t spent;
  std::uint64_t reserved;
  std::uint64_t more;
};

std::optional<Shortage> shortage_in(const Line& line, std::string_view period) {
  if (!line.allowed || line.spent + line.reserved + line.more <= *line.allowed) return std::nullopt;
  std::string words = fmt::format("allows {} {}: {} spent", in_words(*line.allowed, line.key),
                                  period, in_words(line.spent, line.key));
  if (line.reserved > 0)
    words += fmt::format(", {} reserved for calls under way", in_words(line.reserved, line.key));
  words += fmt::format(", and this call may take {}", in_words(line.more, line.key));
  return Shortage{line.key, std::move(words)};
}

}  // namespace

std::optional<Shortage> Spending::shortage(const app::ModelAllowance& allowance,
                                           const Amounts& more, std::string_view period,
                                           Time now) const {
  const Line lines[] = {
      {"calls", allowance.calls, spent_.calls, reserved_.calls, more.calls},
      {"tokens", allowance.tokens, spent_.tokens, reserved_.tokens, more.tokens},
      {"dollars", allowance.nanodollars, spent_.nanodollars, reserved_.nanodollars,
       more.nanodollars},
  };
  for (const Line& line : lines) {
    if (auto found = shortage_in(line, period)) return found;
  }
  if (!allowance.time || busy(now) < *allowance.time) return std::nullopt;
  return Shortage{"timeMs", fmt::format("allows {} of work {}, which are spent",
                                        connect::duration_text(*allowance.time), period)};
}

void Spending::begin(const Amounts& reserved, Time now) {
  reserved_ += reserved;
  if (running_++ == 0) running_since_ = now;
}

void Spending::end(const Amounts& reserved, const Amounts& used, Time now) {
  reserved_ -= reserved;
  spent_ += used;
  if (--running_ == 0) busy_ += now - running_since_;
}

void Spending::add(const Amounts& spent, Time::duration busy) {
  spent_ += spent;
  busy_ += busy;
}

Time::duration Spending::busy(Time now) const {
  return running_ == 0 ? busy_ : busy_ + (now - running_since_);
}

}  // namespace modus::models::budget
