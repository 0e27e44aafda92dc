// SPDX-License-Identifier: Apache-2.0
// Chat completions from the local models. The server is always asked to stream, because only then
// does it notice at once that a client went away; the guest gets the whole answer all the same.
#pragma once

#include <chrono>
#include <filesystem>

#include "runtime/models/endpoint.h"
#include "runtime/models/local/local_models.h"
#include "runtime/models/provider.h"

namespace modus::models::local {

struct LocalLimits {
  std::chrono::milliseconds start{120'000};  // how long a call waits for the server to be ready
  std::chrono::milliseconds idle{120'000};
};

/// Thread-safe. The models and the log must outlive it and its calls.
class LocalProvider final : public Provider {
 public:
  LocalProvider(LocalModels& models, std::filesystem::path app_folder, Stage stage,
                LocalLimits limits, Log& log)
      : models_(models),
        app_folder_(std::move(app_folder)),
        stage_(stage),
        limits_(limits),
        log_(log) {}

  ModelOperation invoke(connect::HttpClient& client, ModelRequest request, Done done) override;

 private:
  LocalModels& models_;
  const std::filesystem::path app_folder_;
  const Stage stage_;
  const LocalLimits limits_;
  Log& log_;
};

}  // namespace modus::models::local
