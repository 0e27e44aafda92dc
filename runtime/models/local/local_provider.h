// SPDX-License-Identifier: Apache-2.0
// The local models as a provider: for one purpose, which decides what can be asked of them.
#pragma once

#include <filesystem>

#include "runtime/models/endpoint.h"
#include "runtime/models/local/local_call.h"
#include "runtime/models/local/local_models.h"
#include "runtime/models/provider.h"

namespace modus::models::local {

struct LocalProviderOptions {
  Purpose purpose = Purpose::kChat;
  std::filesystem::path app_folder;  // what relative paths of models start from
  Stage stage = Stage::kProduction;
  LocalLimits limits;
};

/// Thread-safe. The models and the log must outlive it and its calls.
class LocalProvider final : public Provider {
 public:
  LocalProvider(LocalProviderOptions options, LocalModels& models, Log& log)
      : options_(std::move(options)), models_(models), log_(log) {}

  ModelOperation invoke(connect::HttpClient& client, ModelRequest request, Done done) override;

 private:
  const LocalProviderOptions options_;
  LocalModels& models_;
  Log& log_;
};

}  // namespace modus::models::local
