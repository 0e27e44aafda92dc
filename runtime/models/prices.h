// SPDX-License-Identifier: Apache-2.0
// List prices of providers, as far as we know them.
#pragma once

#include <optional>
#include <string_view>

#include "runtime/app/manifest.h"

namespace modus::models {

/// When the prices were looked up.
inline constexpr std::string_view kPricesDate = "2026-11-26";

/// The price of a provider's model (see known_provider()), by the name that the provider has for
/// it: also with a date or version after it, and on Bedrock with a region before it. What runs on
/// this machine is free. Nothing when it is not known.
std::optional<app::ModelPrice> list_price(std::string_view provider, std::string_view model);

/// The price of a model at that address: as modus.json says, or else the list price.
std::optional<app::ModelPrice> price_of(const app::Model& model, std::string_view address);

}  // namespace modus::models
