// SPDX-License-Identifier: Apache-2.0
// What one version of an app may call, behind one gate.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runtime/app/environment.h"
#include "runtime/app/manifest.h"
#include "runtime/functions/host.h"
#include "runtime/host/gate.h"
#include "runtime/host/loop_clients.h"
#include "runtime/host/model_call.h"
#include "runtime/models/model_service.h"
#include "runtime/store/inference_history.h"

namespace modus::host {

/// What the process offers to every app version. Everything must outlive the hosts made from it.
struct HostServices {
  Log& log;
  const Journal& journal;
  LoopClients& clients;
  models::ModelService& models;
  store::InferenceHistory* history = nullptr;  // null: none is kept
};

/// Immutable and thread-safe.
class AppHost final : public functions::Host {
 public:
  AppHost(HostServices services, std::shared_ptr<const app::Manifest> manifest,
          std::shared_ptr<const app::Environment> environment);

  bool provides(std::string_view name) const override { return functions_.contains(name); }
  void call(std::shared_ptr<functions::HostRequest> request) override;

 private:
  Gate gate_;
  ModelCalls model_calls_;
  std::unique_ptr<HostFunction> module_call_;
  std::map<std::string, std::unique_ptr<HostFunction>, std::less<>> functions_;
};

}  // namespace modus::host
