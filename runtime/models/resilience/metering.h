// SPDX-License-Identifier: Apache-2.0
// A provider whose answers are read for what they took.
#pragma once

#include "runtime/models/provider.h"

namespace modus::models::resilience {

/// Adds to each outcome what the answer tells of itself: tokens, and why it ends. The inner
/// provider must outlive it.
class Metering final : public Provider {
 public:
  explicit Metering(Provider& inner) : inner_(inner) {}

  ModelOperation invoke(connect::HttpClient& client, ModelRequest request, Done done) override;

 private:
  Provider& inner_;
};

}  // namespace modus::models::resilience
