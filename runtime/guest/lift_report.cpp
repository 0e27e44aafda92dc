// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/lift_report.h"

namespace modus::guest {

Shown LiftReport::refuse(std::string message) {
  if (issues_.size() >= kMaxIssues) return Shown::kNo;
  ResultIssue issue{std::move(message), {}};
  for (const Place& place : path_) {
    if (place.key.empty()) {
      issue.path.emplace_back(place.index);
    } else {
      issue.path.emplace_back(std::string(place.key));
    }
  }
  issues_.push_back(std::move(issue));
  return Shown::kNo;
}

std::string LiftReport::place() const {
  std::string text;
  for (const Place& place : path_) {
    if (!text.empty()) text += '.';
    text += place.key.empty() ? fmt::format("{}", place.index) : std::string(place.key);
  }
  return text;
}

Result<void> LiftReport::conclude(Shown shown) {
  if (shown == Shown::kFailed) return std::unexpected(*std::move(failure_));
  if (shown == Shown::kYes) return {};
  Error error(ErrorCode::kGuestTrap, "the function's result cannot be shown");
  if (!issues_.empty()) {
    error = Error(ErrorCode::kGuestTrap, std::move(issues_.back().message));
    issues_.pop_back();
  }
  return std::unexpected(std::move(error));
}

Result<void> demand_whole(std::span<const ResultIssue> issues) {
  if (issues.empty()) return {};
  const ResultIssue& first = issues.front();
  std::string place;
  for (const auto& step : first.path) {
    if (!place.empty()) place += '.';
    place += std::holds_alternative<std::string>(step) ? std::get<std::string>(step)
                                                       : fmt::format("{}", std::get<1>(step));
  }
  return fail(ErrorCode::kGuestTrap, "{}{}{}", place, place.empty() ? "" : ": ", first.message);
}

}  // namespace modus::guest
