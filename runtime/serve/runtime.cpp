// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/runtime.h"

#include <algorithm>
#include <thread>

#include "runtime/base/separate.h"
#include "runtime/host/journal_file.h"
#include "runtime/host/metrics_reader.h"
#include "runtime/models/kept_answer.h"

namespace modus::serve {
namespace {

store::HistoryBounds history_bounds(const app::Limits& limits) {
  return {.max_calls = static_cast<std::int64_t>(limits[app::Limit::kHistoryCalls]),
          .max_age = std::chrono::days(limits[app::Limit::kHistoryDays]),
          .max_bytes = static_cast<std::int64_t>(limits[app::Limit::kHistoryBytes])};
}

std::size_t loop_count(std::size_t wanted) {
  return wanted > 0 ? wanted : std::max(1u, std::thread::hardware_concurrency());
}

std::uint32_t concurrent_calls(const app::Limits& limits) {
  return static_cast<std::uint32_t>(limits[app::Limit::kConcurrentCalls]);
}

// The admission lets at most as many calls through as there are instances, calls within calls
// included, so the pool of instances never runs out.
sandbox::EngineOptions engine_options(const RuntimeOptions& options) {
  return {.cache_directory = options.cache_directory,
          .max_instances =
              functions::Admission::most_calls(concurrent_calls(options.limits.at_start())),
          .shards = loop_count(options.loops),
          .max_memory_bytes = options.limits.ceiling(app::Limit::kMemoryBytes),
          .max_stack_bytes = options.limits.at_start()[app::Limit::kStackBytes],
          .provisional_from = options.provisional_from};
}

// Empty when it ran once, for the snapshot.
std::string describe_initialisation(const functions::LoadedModule& module) {
  const std::string& reason = module.table->snapshot_refusal();
  if (reason.empty()) return "";
  const std::string& name = module.declared.name;
  return fmt::format("Every call runs the {} initialisation: {}",
                     name.empty() ? "module's" : fmt::format("module \"{}\"'s", name), reason);
}

}  // namespace

Runtime::Runtime(RuntimeOptions options, Log& log)
    : options_(std::move(options)),
      log_(log),
      exporter_(options_.traces ? std::make_unique<OtlpExporter>(*options_.traces, log) : nullptr),
      http_metrics_(loop_count(options_.loops)),
      function_metrics_(loop_count(options_.loops)),
      admission_({.limit = concurrent_calls(options_.limits.at_start())}),
      loops_(loop_count(options_.loops)),
      versions_(loops_.size()),
      service_(admission_, log_, is_dev() ? LogLevel::kInfo : LogLevel::kDebug,
               {.tracer = tracer(), .functions = &function_metrics_}),
      graphql_(
          service_, [this](const Loop& loop) { return versions_[loop.index()].current.load(); },
          is_dev() ? Explorer::kThere : Explorer::kNone) {}

Result<std::unique_ptr<Runtime>> Runtime::create(RuntimeOptions options, Log& log) {
  std::unique_ptr<Runtime> runtime(new Runtime(std::move(options), log));
  const RuntimeOptions& settings = runtime->options_;
  MODUS_TRY(engine, sandbox::Engine::create(engine_options(settings)));
  runtime->engine_ = std::move(engine);
  std::vector<std::unique_ptr<host::JournalReader>> readers;
  readers.push_back(std::make_unique<host::MetricsReader>(runtime->model_metrics_));
  if (!settings.data_directory.empty()) {
    runtime->history_ = std::make_unique<store::InferenceHistory>(
        store::InferenceHistoryOptions{.file = settings.data_directory / "modus.db",
                                       .bounds = history_bounds(settings.limits.at_start()),
                                       .read_answer = models::read_answer},
        log);
    auto reader = std::make_unique<host::InferenceReader>(*runtime->history_);
    runtime->inference_reader_ = reader.get();
    readers.push_back(std::move(reader));
  }
  if (!settings.journal_file.empty()) {
    MODUS_TRY(file, host::JournalFile::open(settings.journal_file, log));
    readers.push_back(std::move(file));
  }
  runtime->journal_ = std::make_unique<host::Journal>(std::move(readers));
  runtime->models_ = std::make_unique<models::ModelService>(
      models::ModelServiceOptions{
          .stage = runtime->is_dev() ? models::Stage::kDevelopment : models::Stage::kProduction,
          .app_folder = settings.app_folder,
          .local = settings.local_models,
          .data_directory = settings.data_directory},
      log);
  runtime->clients_ = std::make_unique<host::LoopClients>(runtime->loops_);
  return runtime;
}

Runtime::~Runtime() {
  if (http_) http_->shutdown(options_.shutdown_grace);
  loops_.stop();  // from here on nothing runs that could use what is taken down
}

Result<void> Runtime::serve() {
  HttpServerOptions http = options_.http;
  http.max_body_bytes = options_.limits.at_start()[app::Limit::kRequestBytes];
  http.on_refused = [this](const Error& error) { log_.error(error.describe()); };
  const auto handler = [this](Loop& loop, const std::shared_ptr<const HttpRequest>& request,
                              Responder responder) { handle(loop, request, std::move(responder)); };
  MODUS_TRY(server, HttpServer::start(loops_, http, handler));
  http_ = std::move(server);
  return {};
}

Result<std::shared_ptr<const AppVersion>> Runtime::load(
    const std::filesystem::path& folder, const std::filesystem::path& environment_folder) {
  const host::HostServices services{log_, *journal_, *clients_, *models_, history_.get()};
  auto version = load_app_version(folder, environment_folder, options_.environment_name,
                                  options_.limits, *engine_, services);
  set_problem(version ? "" : version.error().describe());
  if (!version) return version;
  use_history_of(**version);
  for (VersionSlot& slot : versions_) slot.current.store(separate(*version));
  admission_.set_limit(concurrent_calls((*version)->limits));
  if (exporter_) exporter_->suggest_service_name((*version)->name);
  warn_once(engine_->cache_problem());
  for (const functions::LoadedModule& module : (*version)->modules->modules())
    warn_once(describe_initialisation(module));
  return version;
}

void Runtime::use_history_of(const AppVersion& version) {
  if (!history_) return;
  inference_reader_->use(version.history_policy);
  history_->set_bounds(history_bounds(version.limits));
}

void Runtime::warn_once(std::string message) {
  if (message.empty()) return;
  const std::scoped_lock lock(problem_mutex_);
  if (const auto [warning, is_new] = warnings_.insert(std::move(message)); is_new)
    log_.warning(*warning);
}

void Runtime::set_problem(std::string problem) {
  const std::scoped_lock lock(problem_mutex_);
  problem_ = std::move(problem);
}

}  // namespace modus::serve
