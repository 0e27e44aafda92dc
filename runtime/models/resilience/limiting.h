// SPDX-License-Identifier: Apache-2.0
// A provider whose calls are limited in number and rate.
#pragma once

#include "runtime/models/provider.h"
#include "runtime/models/resilience/limiter.h"

namespace modus::models::resilience {

/// Calls wait for their turn; one that cannot have it in time ends with Ending::kNotAsked and an
/// error that names the limit. The inner provider and the surroundings must outlive it.
class Limiting final : public Provider {
 public:
  Limiting(Provider& inner, app::ModelLimits limits, const Surroundings& surroundings)
      : inner_(inner), limiter_(std::make_shared<Limiter>(limits, surroundings)) {}

  ModelOperation invoke(connect::HttpClient& client, ModelRequest request, Done done) override;

 private:
  Provider& inner_;
  const std::shared_ptr<Limiter> limiter_;
};

}  // namespace modus::models::resilience
