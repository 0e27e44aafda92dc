// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/limits.h"

#include <algorithm>

#include <fmt/format.h>

namespace modus::app {
namespace {

// The pool of instances and the listener's buffers are made when the process starts.
bool grows_only_at_start(Limit limit) {
  return limit == Limit::kRequestBytes || limit == Limit::kConcurrentCalls;
}

}  // namespace

std::string how_to_raise(Limit limit) {
  const LimitRule& rule = rule_of(limit);
  return fmt::format("raise limits.{} in modus.json or {}", rule.key, rule.flag);
}

Limits::Limits() {
  for (const LimitRule& rule : kLimitRules) (*this)[rule.limit] = rule.standard;
}

LimitPolicy::LimitPolicy(const GivenLimits& command_line, const GivenLimits& app)
    : command_line_(command_line) {
  for (const auto& [limit, key, flag, help, unit, least, standard, most] : kLimitRules) {
    const std::uint64_t wished = app[limit].value_or(command_line[limit].value_or(standard));
    at_start_[limit] = std::min(wished, ceiling(limit));
  }
}

std::uint64_t LimitPolicy::ceiling(Limit limit) const {
  return command_line_[limit].value_or(rule_of(limit).most);
}

LimitPolicy::Decision LimitPolicy::decide(const GivenLimits& app) const {
  Decision decision;
  for (const auto& [limit, key, flag, help, unit, least, standard, most] : kLimitRules) {
    const std::uint64_t wished = app[limit].value_or(command_line_[limit].value_or(standard));
    std::uint64_t& granted = decision.limits[limit];
    granted = std::min(wished, ceiling(limit));
    if (granted < wished) {
      decision.notes.push_back(fmt::format(
          "limits.{} in modus.json is {}, but {} allows at most {}", key, wished, flag, granted));
    }
    const std::uint64_t started = at_start_[limit];
    if ((limit == Limit::kStackBytes && granted != started) ||
        (grows_only_at_start(limit) && granted > started)) {
      decision.notes.push_back(fmt::format("limits.{} is now {}; it stays {} until the next start",
                                           key, granted, started));
      granted = started;
    }
  }
  return decision;
}

}  // namespace modus::app
