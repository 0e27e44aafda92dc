// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/app_host.h"

#include "runtime/host/models.h"
#include "runtime/host/system.h"

namespace modus::host {

AppHost::AppHost(HostServices services, std::shared_ptr<const app::Manifest> manifest,
                 std::shared_ptr<const app::Environment> environment)
    : gate_(services.log, services.journal) {
  const auto add = [&](std::unique_ptr<HostFunction> function) {
    std::string name(function->name());
    functions_.emplace(std::move(name), std::move(function));
  };
  add(make_log_message(services.log));
  add(make_get_model_info(manifest));
  add(make_invoke_model(services.models, services.clients, manifest, environment));
}

void AppHost::call(std::shared_ptr<functions::HostRequest> request) {
  gate_.pass(*functions_.find(request->name)->second, request);
}

}  // namespace modus::host
