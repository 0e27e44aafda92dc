// SPDX-License-Identifier: Apache-2.0
#include "runtime/testing/test_runner.h"

#include <algorithm>
#include <future>
#include <set>

#include <fmt/format.h>

#include "runtime/app/app_folder.h"
#include "runtime/app/read_file.h"
#include "runtime/json/json.h"
#include "runtime/models/budget/request_account.h"

namespace modus::testing {
namespace {

constexpr std::string_view kNames = "_modus_tests";
constexpr std::string_view kRun = "_modus_test_run";
constexpr app::AppFolderLimits kSizes;

std::optional<std::size_t> find_function(const functions::FunctionTable& table,
                                         std::string_view name) {
  const auto functions = table.functions();
  const auto found = std::ranges::find(functions, name, &types::Signature::name);
  if (found == functions.end()) return {};
  return static_cast<std::size_t>(found - functions.begin());
}

// The module may be anybody's.
Result<std::vector<std::string>> read_names(std::string_view json) {
  MODUS_TRY(document, json::parse(json));
  std::vector<std::string> names;
  for (const json::Value& name : document.is_array() ? document.get_array() : json::Array()) {
    if (const auto* text = name.if_string()) names.emplace_back(*text);
  }
  if (!document.is_array() || names.size() != document.get_array().size())
    return fail(ErrorCode::kCorrupt, "{} gives no list of names: {}", kNames, json);
  return names;
}

bool is_plain_test(const types::Signature& function) {
  return function.name.starts_with("test") && function.parameters.empty();
}

}  // namespace

TestRunner::TestRunner(TestRunnerOptions options, app::Manifest manifest,
                       app::Environment environment, Log& log)
    : options_(std::move(options)),
      log_(log),
      manifest_(std::make_shared<const app::Manifest>(std::move(manifest))),
      environment_(std::make_shared<const app::Environment>(std::move(environment))),
      limits_(options_.limits.decide(manifest_->limits).limits),
      models_({.stage = models::Stage::kDevelopment,
               .app_folder = options_.app_folder,
               .local = options_.local_models},
              log) {}

TestRunner::~TestRunner() { loops_.stop(); }

Result<std::unique_ptr<TestRunner>> TestRunner::create(TestRunnerOptions options, Log& log) {
  MODUS_TRY(text, app::read_file(options.app_folder / "modus.json", kSizes.max_manifest_bytes));
  MODUS_TRY(manifest, app::Manifest::parse(text));
  MODUS_TRY(environment, app::Environment::load(options.app_folder, options.environment_name));
  std::unique_ptr<TestRunner> runner(
      new TestRunner(std::move(options), std::move(manifest), std::move(environment), log));
  MODUS_CHECK(runner->models_.prepare(*runner->manifest_));
  const app::LimitPolicy& limits = runner->options_.limits;
  MODUS_TRY(engine, sandbox::Engine::create(
                        {.cache_directory = runner->options_.cache_directory,
                         .max_instances = 4,
                         .shards = 1,
                         .max_memory_bytes = limits.ceiling(app::Limit::kMemoryBytes),
                         .max_stack_bytes = limits.at_start()[app::Limit::kStackBytes]}));
  runner->engine_ = std::move(engine);
  return runner;
}

Result<void> TestRunner::run(const TestFile& file,
                             const std::function<void(const EndedRun&)>& ended) {
  MODUS_TRY(wasm, app::read_file(file.module, kSizes.max_module_bytes));
  MODUS_TRY(recording, Recording::read(file.recording));
  const host::HostServices services{log_, journal_, clients_, models_};
  const auto host =
      std::make_shared<TestHost>(std::make_shared<host::AppHost>(services, manifest_, environment_),
                                 options_.host_calls, Redaction(*environment_));
  MODUS_TRY(table, functions::FunctionTable::load(*engine_, std::as_bytes(std::span(wasm)), host));
  MODUS_TRY(runnables, list(table));
  for (const Runnable& runnable : runnables) {
    if (runnable.name.contains(options_.only)) ended(run_one(table, *host, runnable, recording));
  }
  if (options_.host_calls == HostCalls::kRecord) return recording.write(file.recording);
  return {};
}

// Exported functions test…() in order of name, then what the file registered, in its order. What
// has the name of another gets a number, so that their recordings do not mix.
Result<std::vector<TestRunner::Runnable>> TestRunner::list(const Table& table) {
  std::vector<Runnable> runnables;
  const auto functions = table->functions();
  for (std::size_t i = 0; i < functions.size(); ++i) {
    if (is_plain_test(functions[i])) runnables.push_back({functions[i].name, i, {}});
  }
  const auto names = find_function(*table, kNames);
  const auto runner = find_function(*table, kRun);
  if (names && runner) {
    functions::CallOutcome outcome = call(table, {std::string(kNames), *names, {}});
    if (outcome.error) return std::unexpected(*std::move(outcome.error));
    MODUS_TRY(titles, read_names(outcome.json));
    for (std::size_t i = 0; i < titles.size(); ++i) {
      const auto index = types::Value::integer(static_cast<std::int64_t>(i));
      runnables.push_back({std::move(titles[i]), *runner, {index}});
    }
  }
  std::multiset<std::string> seen;
  for (Runnable& runnable : runnables) {
    seen.insert(runnable.name);
    if (const auto count = seen.count(runnable.name); count > 1)
      runnable.name += fmt::format(" ({})", count);
  }
  return runnables;
}

EndedRun TestRunner::run_one(const Table& table, TestHost& host, const Runnable& runnable,
                             Recording& recording) {
  RecordedCalls* const recorded = recording.find(runnable.name);
  const bool is_replay = options_.host_calls == HostCalls::kReplay;
  host.begin_run(runnable.name, is_replay ? recorded : nullptr);
  const auto started = std::chrono::steady_clock::now();
  functions::CallOutcome outcome = call(table, runnable);
  TestRun run = host.end_run();
  EndedRun ended{.results = std::move(run.results),
                 .output = std::move(outcome.messages),
                 .duration = std::chrono::steady_clock::now() - started};
  std::ranges::move(outcome.output, std::back_inserter(ended.output));
  if (outcome.error) {
    // It broke off within the innermost test that had not ended.
    const auto open = std::ranges::find_if(ended.results.rbegin(), ended.results.rend(),
                                           [](const TestResult& test) { return !test.ended; });
    TestResult& culprit = open == ended.results.rend() ? ended.results.front() : *open;
    culprit.failures.push_back(outcome.error->describe());
    culprit.has_children = false;  // to be shown
  }
  if (is_replay && recorded != nullptr) {
    ended.unused_calls = static_cast<std::size_t>(
        std::ranges::count_if(*recorded, [](const RecordedCall& call) { return !call.was_used; }));
  }
  if (options_.host_calls == HostCalls::kRecord)
    recording.set(runnable.name, std::move(run.recorded));
  return ended;
}

functions::CallOutcome TestRunner::call(const Table& table, const Runnable& runnable) {
  using app::Limit;
  const functions::CallContext context{
      .deadline = Deadline::after(std::chrono::milliseconds(limits_[Limit::kTimeoutMs])),
      .max_memory_bytes = limits_[Limit::kMemoryBytes],
      .max_response_bytes = limits_[Limit::kResponseBytes],
      .time_zone = environment_->time_zone(),
      .account = std::make_shared<models::budget::RequestAccount>()};
  Loop& loop = loops_[0];
  std::unique_ptr<functions::Call> call;
  std::promise<functions::CallOutcome> ended;
  auto outcome = ended.get_future();
  loop.post([&] {
    call = std::make_unique<functions::Call>(
        loop, admission_, table,
        functions::CallRequest{
            .function = runnable.function, .arguments = runnable.arguments, .context = &context},
        [&](functions::CallOutcome result) { ended.set_value(std::move(result)); });
    call->start();
  });
  outcome.wait();
  std::promise<void> gone;
  loop.post([&] {
    call.reset();
    gone.set_value();
  });
  gone.get_future().wait();
  return outcome.get();
}

}  // namespace modus::testing
