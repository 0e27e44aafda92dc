// SPDX-License-Identifier: Apache-2.0
// Models by their names in the manifest: over HTTP connections, or served by this machine.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "runtime/app/environment.h"
#include "runtime/app/manifest.h"
#include "runtime/models/endpoint.h"
#include "runtime/models/http_provider.h"
#include "runtime/models/local/local_models.h"
#include "runtime/models/local/local_provider.h"
#include "runtime/models/operation.h"

namespace modus::models {

struct ModelServiceOptions {
  Stage stage = Stage::kProduction;
  std::filesystem::path app_folder;  // what relative paths of local models start from
  local::LocalModelsOptions local;
  HttpLimits http_limits;
  local::LocalLimits local_limits;
};

/// Thread-safe, shared by all loops. The destructor stops the local models; calls must have ended
/// or been cancelled by then. The log must outlive it.
class ModelService {
 public:
  ModelService(ModelServiceOptions options, Log& log);

  /// Sends the input, JSON as the guest wrote it, to the model (contract section 3, invokeModel).
  /// `done` comes on the client's loop, never from within invoke(). Manifest and environment are
  /// read before invoke() returns. Errors name the model, what is wrong and what to do; they never
  /// hold a secret.
  ModelOperation invoke(connect::HttpClient& client, const app::Manifest& manifest,
                        const app::Environment& environment, std::string_view model,
                        std::string input, Deadline deadline, Done done);

 private:
  const Stage stage_;
  HttpProvider http_;
  local::LocalModels local_models_;
  local::LocalProvider local_;
};

}  // namespace modus::models
