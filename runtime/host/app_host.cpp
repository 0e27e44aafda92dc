// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/app_host.h"

#include "runtime/host/ask.h"
#include "runtime/host/graphql.h"
#include "runtime/host/http.h"
#include "runtime/host/model_streaming.h"
#include "runtime/host/models.h"
#include "runtime/host/module_call.h"
#include "runtime/host/not_available.h"
#include "runtime/host/secrets.h"
#include "runtime/host/system.h"
#include "runtime/host/time_zone.h"

namespace modus::host {

AppHost::AppHost(HostServices services, std::shared_ptr<const app::Manifest> manifest,
                 std::shared_ptr<const app::Environment> environment)
    : gate_(services.log, services.journal),
      model_calls_(gate_, services.models, services.clients, manifest, environment),
      module_call_(make_module_call()) {
  const auto add = [&](std::unique_ptr<HostFunction> function) {
    std::string name(function->name());
    functions_.emplace(std::move(name), std::move(function));
  };
  add(make_log_message(services.log));
  add(make_get_time_in_zone());
  add(make_get_time_zone_data());
  add(make_get_secret_value(environment));
  add(make_fetch(services.clients, manifest, environment));
  add(make_graphql_query(services.log, services.clients, manifest, environment));
  add(make_get_model_info(manifest));
  add(model_calls_.make_invoke_model());
  add(make_ask_model(services.log, model_calls_, manifest));
  for (auto& function : make_model_streaming(services.log, model_calls_)) add(std::move(function));
  for (auto& function : make_functions_not_available()) add(std::move(function));
}

void AppHost::call(std::shared_ptr<functions::HostRequest> request) {
  if (request->module_import != nullptr) return gate_.pass(*module_call_, request);
  const HostFunction& function = *functions_.find(request->name)->second;
  if (function.passes_gate()) return gate_.pass(function, request);
  function.call(request);
}

}  // namespace modus::host
