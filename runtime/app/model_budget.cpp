// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/model_budget.h"

#include <cmath>

namespace modus::app {
namespace {

constexpr std::uint64_t kMost = 1'000'000'000'000'000;
constexpr std::uint64_t kDayMs = 86'400'000;
constexpr double kMostDollars = 1e9;
constexpr double kNanodollars = 1e9;  // of a dollar

Result<std::optional<std::uint64_t>> read_dollars(const ManifestNode& node) {
  MODUS_TRY(dollars, node.number("dollars", 1 / kNanodollars, kMostDollars));
  if (!dollars) return std::nullopt;
  return static_cast<std::uint64_t>(std::llround(*dollars * kNanodollars));
}

Result<ModelAllowance> read_allowance(const ManifestNode& node) {
  MODUS_CHECK(
      node.allow_only(std::array<std::string_view, 4>{"calls", "tokens", "dollars", "timeMs"}));
  MODUS_TRY(calls, node.integer("calls", 1, kMost));
  MODUS_TRY(tokens, node.integer("tokens", 1, kMost));
  MODUS_TRY(nanodollars, read_dollars(node));
  MODUS_TRY(time, node.integer("timeMs", 1, kDayMs));
  ModelAllowance allowance{.calls = calls, .tokens = tokens, .nanodollars = nanodollars};
  if (time) allowance.time = std::chrono::milliseconds(*time);
  return allowance;
}

}  // namespace

Result<ModelBudget> read_model_budget(const ManifestNode& node) {
  ModelBudget budget;
  MODUS_TRY(found, node.object("budget"));
  if (!found) return budget;
  std::array<std::string_view, kBudgetPeriods> keys;
  for (std::size_t i = 0; i < kBudgetPeriods; ++i) keys[i] = kBudgetPeriodNames[i].key;
  MODUS_CHECK(found->allow_only(keys));
  for (std::size_t i = 0; i < kBudgetPeriods; ++i) {
    MODUS_TRY(period, found->object(keys[i]));
    if (!period) continue;
    MODUS_TRY(allowance, read_allowance(*period));
    budget.allowances[i] = allowance;
  }
  return budget;
}

Result<std::optional<ModelPrice>> read_model_price(const ManifestNode& model) {
  MODUS_TRY(node, model.object("price"));
  if (!node) return std::nullopt;
  MODUS_CHECK(node->allow_only(std::array<std::string_view, 3>{"input", "cachedInput", "output"}));
  MODUS_TRY(input, node->number("input", 0, kMostDollars));
  MODUS_TRY(cached, node->number("cachedInput", 0, kMostDollars));
  MODUS_TRY(output, node->number("output", 0, kMostDollars));
  if (!input) return node->wrong("input", "is missing: dollars for a million tokens");
  if (!output) return node->wrong("output", "is missing: dollars for a million tokens");
  return ModelPrice{.input = *input, .cached_input = cached.value_or(*input), .output = *output};
}

}  // namespace modus::app
