// SPDX-License-Identifier: Apache-2.0
// What modus.json says about how much models may take, and what they cost: docs/models/budgets.md.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/app/manifest_reader.h"
#include "runtime/base/result.h"

namespace modus::app {

/// The most that may be taken; nothing: there is no limit.
struct ModelAllowance {
  std::optional<std::uint64_t> calls = {};
  std::optional<std::uint64_t> tokens = {};            // input and output together
  std::optional<std::uint64_t> nanodollars = {};       // "dollars"
  std::optional<std::chrono::milliseconds> time = {};  // during which models are at work

  bool is_unlimited() const { return *this == ModelAllowance(); }
  bool operator==(const ModelAllowance&) const = default;
};

/// What an allowance is for.
enum class BudgetPeriod : std::uint8_t {
  kRequest,  // one request of a client, with all that it causes
  kMinute,
  kHour,
  kDay,
};
inline constexpr std::size_t kBudgetPeriods = 4;

struct BudgetPeriodNames {
  std::string_view key;    // in modus.json
  std::string_view words;  // "for each request"
};
inline constexpr std::array<BudgetPeriodNames, kBudgetPeriods> kBudgetPeriodNames{{
    {"perRequest", "for each request"},
    {"perMinute", "a minute"},
    {"perHour", "an hour"},
    {"perDay", "a day"},
}};

/// Of one model, or of all models together.
struct ModelBudget {
  std::array<ModelAllowance, kBudgetPeriods> allowances = {};

  ModelAllowance& of(BudgetPeriod period) { return allowances[static_cast<std::size_t>(period)]; }
  const ModelAllowance& of(BudgetPeriod period) const {
    return allowances[static_cast<std::size_t>(period)];
  }
  bool operator==(const ModelBudget&) const = default;
};

/// US dollars for a million tokens.
struct ModelPrice {
  double input = 0;
  double cached_input = 0;  // that the provider had in its cache
  double output = 0;

  bool operator==(const ModelPrice&) const = default;
};

/// Reads the "budget" of the manifest or of a model in it.
Result<ModelBudget> read_model_budget(const ManifestNode& node);

/// Reads a model's "price"; nothing when it names none.
Result<std::optional<ModelPrice>> read_model_price(const ManifestNode& model);

}  // namespace modus::app
