// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/app_runner.h"

#include <algorithm>
#include <future>
#include <iterator>

#include "runtime/app/app_folder.h"
#include "runtime/app/read_file.h"
#include "runtime/models/budget/request_account.h"

namespace modus::replay {

AppRunner::AppRunner(AppRunnerOptions options, app::Manifest manifest, app::Environment environment,
                     Log& log)
    : options_(std::move(options)),
      log_(log),
      manifest_(std::make_shared<const app::Manifest>(std::move(manifest))),
      environment_(std::make_shared<const app::Environment>(std::move(environment))),
      limits_(options_.limits.decide(manifest_->limits).limits),
      models_({.stage = models::Stage::kDevelopment,
               .app_folder = options_.app_folder,
               .local = options_.local_models},
              log) {}

AppRunner::~AppRunner() { loops_.stop(); }

Result<std::unique_ptr<AppRunner>> AppRunner::create(AppRunnerOptions options, Log& log) {
  MODUS_TRY(text, app::read_file(options.manifest, app::AppFolderLimits().max_manifest_bytes));
  MODUS_TRY(manifest, app::Manifest::parse(text));
  MODUS_TRY(environment,
            app::Environment::load(options.environment_folder, options.environment_name));
  std::unique_ptr<AppRunner> runner(
      new AppRunner(std::move(options), std::move(manifest), std::move(environment), log));
  MODUS_CHECK(runner->models_.prepare(*runner->manifest_));
  const app::LimitPolicy& limits = runner->options_.limits;
  MODUS_TRY(engine, sandbox::Engine::create(
                        {.cache_directory = runner->options_.cache_directory,
                         .max_instances = functions::Admission::most_calls(kCalls),
                         .shards = 1,
                         .max_memory_bytes = limits.ceiling(app::Limit::kMemoryBytes),
                         .max_stack_bytes = limits.at_start()[app::Limit::kStackBytes]}));
  runner->engine_ = std::move(engine);
  return runner;
}

std::shared_ptr<functions::Host> AppRunner::make_host() {
  const host::HostServices services{log_, journal_, clients_, models_};
  return std::make_shared<host::AppHost>(services, manifest_, environment_);
}

Result<AppRunner::Table> AppRunner::load(std::string_view wasm,
                                         std::shared_ptr<functions::Host> host,
                                         functions::ModuleRole role) {
  return functions::FunctionTable::load(*engine_, std::as_bytes(std::span(wasm)), std::move(host),
                                        std::move(role));
}

Result<std::shared_ptr<const functions::ModuleSet>> AppRunner::load(
    const app::AppFolder& folder, const std::shared_ptr<functions::Host>& host) {
  return functions::ModuleSet::load(*engine_, folder, host);
}

// One call with what it needs; on the loop but for its making.
class AppRunner::Running final : private functions::StreamTaker {
 public:
  Running(Loop& loop, functions::Admission& admission, const Table& table,
          const RunRequest& request, const functions::CallContext& context)
      : is_stream_(table->functions()[request.function].is_stream()),
        call_(loop, admission, table,
              {.function = request.function,
               .arguments = request.arguments,
               .projection = request.projection,
               .context = &context,
               .taker = is_stream_ ? this : nullptr,
               .listener = request.listener},
              [this](functions::CallOutcome outcome) { ended(std::move(outcome)); }) {}

  void start() { call_.start(); }
  std::future<functions::CallOutcome> outcome() { return ended_.get_future(); }

 private:
  void value_waits() override {
    functions::CallOutcome value = call_.take();
    values_ += values_.empty() ? "[" : ",";
    values_ += value.json;
    std::ranges::move(value.messages, std::back_inserter(so_far_.messages));
    std::ranges::move(value.output, std::back_inserter(so_far_.output));
  }

  void ended(functions::CallOutcome outcome) {
    std::ranges::move(outcome.messages, std::back_inserter(so_far_.messages));
    std::ranges::move(outcome.output, std::back_inserter(so_far_.output));
    outcome.messages = std::move(so_far_.messages);
    outcome.output = std::move(so_far_.output);
    if (is_stream_) outcome.json = values_.empty() ? "[]" : values_ + "]";
    ended_.set_value(std::move(outcome));
  }

  const bool is_stream_;
  std::string values_;
  functions::CallOutcome so_far_;
  std::promise<functions::CallOutcome> ended_;
  functions::Call call_;
};

functions::CallOutcome AppRunner::call(const Table& table, const RunRequest& request) {
  using app::Limit;
  const functions::CallContext context{
      .deadline = Deadline::after(std::chrono::milliseconds(limits_[Limit::kTimeoutMs])),
      .max_memory_bytes = limits_[Limit::kMemoryBytes],
      .max_response_bytes = limits_[Limit::kResponseBytes],
      .time_zone = request.time_zone.empty() ? environment_->time_zone() : request.time_zone,
      .claims_json = request.claims,
      .account = std::make_shared<models::budget::RequestAccount>()};
  Loop& loop = loops_[0];
  std::unique_ptr<Running> running;
  std::promise<std::future<functions::CallOutcome>> started;
  loop.post([&] {
    running = std::make_unique<Running>(loop, admission_, table, request, context);
    started.set_value(running->outcome());
    running->start();
  });
  auto outcome = started.get_future().get();
  outcome.wait();
  std::promise<void> gone;
  loop.post([&] {
    running.reset();
    gone.set_value();
  });
  gone.get_future().wait();
  return outcome.get();
}

}  // namespace modus::replay
