// SPDX-License-Identifier: Apache-2.0
// The local models as a provider: finds the file and its server, and asks what the model is for.
#pragma once

#include <filesystem>

#include "runtime/models/endpoint.h"
#include "runtime/models/local/local_call.h"
#include "runtime/models/local/local_models.h"
#include "runtime/models/provider.h"

namespace modus::models::local {

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
