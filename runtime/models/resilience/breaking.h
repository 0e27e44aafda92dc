// SPDX-License-Identifier: Apache-2.0
// A provider behind a circuit breaker.
#pragma once

#include "runtime/models/provider.h"
#include "runtime/models/resilience/circuit_breaker.h"

namespace modus::models::resilience {

/// While the breaker is open, calls end at once with Ending::kNotAsked. The inner provider and the
/// surroundings must outlive it.
class Breaking final : public Provider {
 public:
  Breaking(Provider& inner, app::ModelBreaker policy, const Surroundings& surroundings)
      : inner_(inner),
        breaker_(std::make_shared<CircuitBreaker>(policy)),
        surroundings_(surroundings) {}

  ModelOperation invoke(connect::HttpClient& client, ModelRequest request, Done done) override;

 private:
  Provider& inner_;
  const std::shared_ptr<CircuitBreaker> breaker_;
  const Surroundings& surroundings_;
};

}  // namespace modus::models::resilience
