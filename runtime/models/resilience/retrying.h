// SPDX-License-Identifier: Apache-2.0
// A provider that is asked again when that is safe and may help.
#pragma once

#include "runtime/models/provider.h"
#include "runtime/models/resilience/surroundings.h"

namespace modus::models::resilience {

/// Waits longer from one time to the next, a random part of it (full jitter), or as long as the
/// provider says with Retry-After. Gives up when a wait would be too long, when it would outlast
/// the call, or when the total time limit of the call is over. The inner provider and the
/// surroundings must outlive it.
class Retrying final : public Provider {
 public:
  Retrying(Provider& inner, app::ModelPolicy policy, const Surroundings& surroundings)
      : inner_(inner), policy_(policy), surroundings_(surroundings) {}

  ModelOperation invoke(connect::HttpClient& client, ModelRequest request, Done done) override;

 private:
  Provider& inner_;
  const app::ModelPolicy policy_;
  const Surroundings& surroundings_;
};

}  // namespace modus::models::resilience
