// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/runtime.h"

#include <algorithm>
#include <thread>

#include "runtime/host/inference_reader.h"
#include "runtime/host/journal_file.h"

namespace modus::serve {
namespace {

Result<std::unique_ptr<host::Journal>> open_journal(const RuntimeOptions& options,
                                                    store::InferenceHistory* history, Log& log) {
  std::vector<std::unique_ptr<host::JournalReader>> readers;
  if (history != nullptr) readers.push_back(std::make_unique<host::InferenceReader>(*history));
  if (!options.journal_file.empty()) {
    MODUS_TRY(file, host::JournalFile::open(options.journal_file, log));
    readers.push_back(std::move(file));
  }
  return std::make_unique<host::Journal>(std::move(readers));
}

std::size_t loop_count(std::size_t wanted) {
  return wanted > 0 ? wanted : std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace

Runtime::Runtime(RuntimeOptions options, Log& log)
    : options_(std::move(options)), log_(log), loops_(loop_count(options_.loops)) {}

Result<std::unique_ptr<Runtime>> Runtime::create(RuntimeOptions options, Log& log) {
  std::unique_ptr<Runtime> runtime(new Runtime(std::move(options), log));
  const RuntimeOptions& settings = runtime->options_;
  MODUS_TRY(engine, sandbox::Engine::create({.cache_directory = settings.cache_directory,
                                             .max_memory_bytes = settings.max_memory_bytes}));
  runtime->engine_ = std::move(engine);
  if (!settings.data_directory.empty()) {
    runtime->history_ = std::make_unique<store::InferenceHistory>(
        store::InferenceHistoryOptions{.file = settings.data_directory / "modus.db"}, log);
  }
  MODUS_TRY(journal, open_journal(settings, runtime->history_.get(), log));
  runtime->journal_ = std::move(journal);
  runtime->models_ = std::make_unique<models::ModelService>(
      models::ModelServiceOptions{
          .stage = runtime->is_dev() ? models::Stage::kDevelopment : models::Stage::kProduction,
          .app_folder = settings.app_folder,
          .local = settings.local_models},
      log);
  runtime->clients_ = std::make_unique<host::LoopClients>(runtime->loops_);
  return runtime;
}

Runtime::~Runtime() {
  if (http_) http_->shutdown(options_.shutdown_grace);
  loops_.stop();  // from here on nothing runs that could use what is taken down
}

Result<void> Runtime::serve() {
  MODUS_TRY(server, HttpServer::start(loops_, options_.http,
                                      [this](Loop& loop, std::shared_ptr<const HttpRequest> request,
                                             Responder responder) {
                                        handle(loop, request, std::move(responder));
                                      }));
  http_ = std::move(server);
  return {};
}

Result<std::shared_ptr<const AppVersion>> Runtime::load(
    const std::filesystem::path& folder, const std::filesystem::path& environment_folder) {
  const host::HostServices services{log_, *journal_, *clients_, *models_};
  auto version =
      load_app_version(folder, environment_folder, options_.environment_name, *engine_, services);
  set_problem(version ? "" : version.error().describe());
  if (version) version_.store(*version);
  return version;
}

void Runtime::set_problem(std::string problem) {
  const std::scoped_lock lock(problem_mutex_);
  problem_ = std::move(problem);
}

functions::CallContext Runtime::call_context(const HttpRequest& request,
                                             const AppVersion& version) const {
  const auto timeout = version.manifest->timeout_ms
                           ? std::chrono::milliseconds(*version.manifest->timeout_ms)
                           : options_.call_timeout;
  const std::uint64_t memory = version.manifest->memory_bytes.value_or(options_.call_memory_bytes);
  std::string_view zone = request.header("X-Time-Zone");
  if (zone.empty()) zone = version.environment->get("TZ").value_or("UTC");
  return {.deadline = Deadline::after(timeout),
          .max_memory_bytes = std::min(memory, options_.max_memory_bytes),
          .time_zone = std::string(zone)};
}

}  // namespace modus::serve
