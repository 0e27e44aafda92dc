// SPDX-License-Identifier: Apache-2.0
// The serving process: owns the loops, the engine and the services, and the app version that
// answers now.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "runtime/app/limits.h"
#include "runtime/functions/admission.h"
#include "runtime/host/app_host.h"
#include "runtime/host/inference_reader.h"
#include "runtime/host/journal.h"
#include "runtime/host/loop_clients.h"
#include "runtime/models/model_service.h"
#include "runtime/observe/log.h"
#include "runtime/observe/metrics/function_metrics.h"
#include "runtime/observe/metrics/http_metrics.h"
#include "runtime/observe/metrics/model_metrics.h"
#include "runtime/observe/trace/settings.h"
#include "runtime/serve/app_version.h"
#include "runtime/serve/graphql/graphql_http.h"
#include "runtime/serve/http/http_server.h"
#include "runtime/serve/telemetry/otlp_exporter.h"
#include "runtime/store/inference_history.h"

namespace modus::serve {

struct RuntimeOptions {
  HttpServerOptions http;                 // its max_body_bytes comes from `limits`
  std::string environment_name = "prod";  // "dev": explorer routes, calls logged
  std::size_t loops = 0;                  // 0: one per core
  std::filesystem::path cache_directory;  // of compiled modules
  /// See sandbox::EngineOptions.
  std::size_t provisional_from = sandbox::EngineOptions{}.provisional_from;
  std::filesystem::path data_directory;  // of the inference history; empty: none is kept
  std::filesystem::path journal_file;    // empty: none is written
  std::filesystem::path app_folder;      // what relative paths of local models start from
  models::local::LocalModelsOptions local_models;
  app::LimitPolicy limits;
  std::optional<observe::TraceSettings> traces;  // nothing: nobody traces
  std::chrono::milliseconds shutdown_grace{5'000};
};

/// Public methods may be called from any thread but those of the loops.
class Runtime {
 public:
  /// Starts the loops and services; serve() opens the door. The log must outlive the runtime.
  static Result<std::unique_ptr<Runtime>> create(RuntimeOptions options, Log& log);

  /// Serves until destruction. With shutdown_grace, calls in flight may finish.
  ~Runtime();

  Result<void> serve();
  std::uint16_t port() const { return http_->port(); }

  /// Loads the build folder and, when that succeeds, swaps it for the version that answers now.
  /// Requests in flight finish on theirs. On failure the last good version stays, and /health tells
  /// the problem.
  /// `.env` files are read from `environment_folder`.
  Result<std::shared_ptr<const AppVersion>> load(const std::filesystem::path& folder,
                                                 const std::filesystem::path& environment_folder);

  /// A problem outside load(), such as a failed build; empty: none.
  void set_problem(std::string problem);

 private:
  Runtime(RuntimeOptions options, Log& log);

  /// Where a loop finds the version that answers now. Each has a reference count of its own, so
  /// that requests on different loops do not contend for one.
  struct alignas(128) VersionSlot {
    std::atomic<std::shared_ptr<const AppVersion>> current;
  };

  bool is_dev() const { return options_.environment_name == "dev"; }
  /// Logs a warning unless it is empty or was logged before: what is so for every reload.
  void warn_once(std::string message);
  void handle(Loop& loop, const std::shared_ptr<const HttpRequest>& request, Responder responder);
  void handle_inferences(Loop& loop, Responder responder);
  void use_history_of(const AppVersion& version);
  HttpResponse health();
  HttpResponse metrics();
  observe::Tracer* tracer() { return exporter_ ? &exporter_->tracer() : nullptr; }

  const RuntimeOptions options_;
  Log& log_;
  std::unique_ptr<OtlpExporter> exporter_;  // null unless somebody traces; goes after all spans
  observe::HttpMetrics http_metrics_;
  observe::FunctionMetrics function_metrics_;
  observe::ModelMetrics model_metrics_;
  functions::Admission admission_;
  std::unique_ptr<sandbox::Engine> engine_;
  LoopThreads loops_;
  std::unique_ptr<store::InferenceHistory> history_;
  host::InferenceReader* inference_reader_ = nullptr;  // the journal's
  std::unique_ptr<host::Journal> journal_;
  std::unique_ptr<models::ModelService> models_;
  std::unique_ptr<host::LoopClients> clients_;
  std::vector<VersionSlot> versions_;  // one for each loop
  GraphqlService service_;
  GraphqlHttp graphql_;
  std::mutex problem_mutex_;  // also guards warnings_
  std::string problem_;
  std::set<std::string> warnings_;  // logged by warn_once()
  std::unique_ptr<HttpServer> http_;
};

}  // namespace modus::serve
