// SPDX-License-Identifier: Apache-2.0
// A provider whose calls are held to budgets, and whose answers are read for what they took.
#pragma once

#include <optional>

#include "runtime/models/budget/hold.h"
#include "runtime/models/provider.h"
#include "runtime/models/resilience/surroundings.h"

namespace modus::models::resilience {

/// What a call may take is reserved before it begins; one that a budget has no room for ends with
/// Ending::kNotAsked. When it ends, is cancelled, or breaks off, what it took is put in its place:
/// by the provider's word, else as far as it is known. Adds to each outcome what the answer tells
/// of itself, and its cost. The inner provider and the surroundings must outlive it.
class Metering final : public Provider {
 public:
  /// Without a price the cost is not known.
  Metering(Provider& inner, budget::Budgets budgets, std::optional<app::ModelPrice> price,
           const Surroundings& surroundings)
      : inner_(inner), budgets_(std::move(budgets)), price_(price), surroundings_(surroundings) {}

  ModelOperation invoke(connect::HttpClient& client, ModelRequest request, Done done) override;

 private:
  class Call;

  Provider& inner_;
  const budget::Budgets budgets_;
  const std::optional<app::ModelPrice> price_;
  const Surroundings& surroundings_;
};

}  // namespace modus::models::resilience
