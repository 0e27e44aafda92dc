// SPDX-License-Identifier: Apache-2.0
// Models behind an HTTP API that takes and gives JSON, such as OpenAI's: the guest writes the body,
// we add address and secrets (contract section 3).
#pragma once

#include "runtime/models/endpoint.h"
#include "runtime/models/provider.h"
#include "runtime/observe/log.h"

namespace modus::models {

struct HttpLimits {
  std::chrono::milliseconds idle{120'000};  // longest silence within an answer
};

/// The log must outlive it.
class HttpProvider final : public Provider {
 public:
  HttpProvider(Stage stage, HttpLimits limits, Log& log)
      : stage_(stage), limits_(limits), log_(log) {}

  ModelOperation invoke(connect::HttpClient& client, ModelRequest request, Done done) override;

 private:
  const Stage stage_;
  const HttpLimits limits_;
  Log& log_;
};

}  // namespace modus::models
