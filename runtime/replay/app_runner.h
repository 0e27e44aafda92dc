// SPDX-License-Identifier: Apache-2.0
// Runs single functions of an app outside of a server: for tests and for replays.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "runtime/app/environment.h"
#include "runtime/app/limits.h"
#include "runtime/app/manifest.h"
#include "runtime/functions/admission.h"
#include "runtime/functions/call.h"
#include "runtime/functions/module_set.h"
#include "runtime/host/app_host.h"

namespace modus::replay {

struct AppRunnerOptions {
  std::filesystem::path app_folder;          // where local models' paths begin
  std::filesystem::path environment_folder;  // of .env files
  std::filesystem::path manifest;            // a modus.json
  std::filesystem::path cache_directory;     // of compiled modules
  std::string environment_name = "dev";
  models::local::LocalModelsOptions local_models;
  app::LimitPolicy limits;
};

/// What to call. Everything referred to must live until it has ended.
struct RunRequest {
  std::size_t function;
  std::span<const types::Value> arguments = {};
  const types::Projection* projection = nullptr;
  std::string time_zone = {};  // empty: the app's
  std::string claims = {};
  functions::HostCallListener* listener = nullptr;
};

/// Has one loop of its own; keeps no journal and no history. Not thread-safe. The log must outlive
/// it.
class AppRunner {
 public:
  using Table = std::shared_ptr<const functions::FunctionTable>;

  static Result<std::unique_ptr<AppRunner>> create(AppRunnerOptions options, Log& log);
  ~AppRunner();

  const app::Manifest& manifest() const { return *manifest_; }
  const app::Environment& environment() const { return *environment_; }

  /// The host that the app has when it is served.
  std::shared_ptr<functions::Host> make_host();
  Result<Table> load(std::string_view wasm, std::shared_ptr<functions::Host> host,
                     functions::ModuleRole role = {});
  Result<std::shared_ptr<const functions::ModuleSet>> load(
      const app::AppFolder& folder, const std::shared_ptr<functions::Host>& host);

  /// Calls the function and waits for its end. The result of one that returns a stream is the list
  /// of what it pushed.
  functions::CallOutcome call(const Table& table, const RunRequest& request);

 private:
  class Running;
  static constexpr std::uint32_t kCalls = 4;  // one at a time; a margin costs nothing

  AppRunner(AppRunnerOptions options, app::Manifest manifest, app::Environment environment,
            Log& log);

  const AppRunnerOptions options_;
  Log& log_;
  std::shared_ptr<const app::Manifest> manifest_;
  std::shared_ptr<const app::Environment> environment_;
  app::Limits limits_;
  functions::Admission admission_{{.limit = kCalls}};
  std::unique_ptr<sandbox::Engine> engine_;
  LoopThreads loops_{1};
  host::Journal journal_{{}};
  models::ModelService models_;
  host::LoopClients clients_{loops_};
};

}  // namespace modus::replay
