// SPDX-License-Identifier: Apache-2.0
#include "runtime/testing/test_runner.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "runtime/app/read_file.h"
#include "runtime/json/json.h"
#include "runtime/replay/call_recorder.h"

namespace modus::testing {
namespace {

constexpr std::string_view kNames = "_modus_tests";
constexpr std::string_view kRun = "_modus_test_run";
constexpr app::AppFolderLimits kSizes;

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

std::optional<std::size_t> find_function(std::span<const types::Signature> functions,
                                         std::string_view name) {
  const auto found = std::ranges::find(functions, name, &types::Signature::name);
  if (found == functions.end()) return std::nullopt;
  return static_cast<std::size_t>(found - functions.begin());
}

}  // namespace

Result<void> TestRunner::run(const TestFile& file,
                             const std::function<void(const EndedRun&)>& ended) {
  MODUS_TRY(wasm, app::read_file(file.module, kSizes.max_module_bytes));
  MODUS_TRY(recording, Recording::read(file.recording));
  const auto host = std::make_shared<TestHost>(app_.make_host(), options_.host_calls,
                                               app::Redaction(app_.environment()));
  MODUS_TRY(role, role_of(file, host));
  MODUS_TRY(table, app_.load(wasm, host, std::move(role)));
  MODUS_TRY(runnables, list(table));
  for (const Runnable& runnable : runnables) {
    if (runnable.name.contains(options_.only)) ended(run_one(table, *host, runnable, recording));
  }
  if (options_.host_calls == HostCalls::kRecord) return recording.write(file.recording);
  return {};
}

// The test takes the module's place; what it calls of other modules is called as they were built.
Result<functions::ModuleRole> TestRunner::role_of(const TestFile& file,
                                                  const std::shared_ptr<functions::Host>& host) {
  functions::ModuleRole role{.name = file.name};
  const app::Module* module = file.app ? file.app->manifest.find_module(file.name) : nullptr;
  if (module == nullptr || module->calls.empty()) return role;
  MODUS_TRY(modules, app_.load(*file.app, host));
  for (const functions::LoadedModule& loaded : modules->modules()) {
    if (std::ranges::count(module->calls, loaded.declared.name) > 0)
      role.callees.push_back(loaded.table);
  }
  return role;
}

// Exported functions test…() in order of name, then what the file registered, in its order. What
// has the name of another gets a number, so that their recordings do not mix.
Result<std::vector<TestRunner::Runnable>> TestRunner::list(const Table& table) {
  std::vector<Runnable> runnables;
  const auto functions = table->functions();
  for (std::size_t i = 0; i < functions.size(); ++i) {
    if (is_plain_test(functions[i])) runnables.push_back({functions[i].name, i, {}});
  }
  const auto names = find_function(functions, kNames);
  const auto runner = find_function(functions, kRun);
  if (names && runner) {
    functions::CallOutcome outcome = app_.call(table, {.function = *names});
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
  replay::RecordedCalls* const recorded = recording.find(runnable.name);
  const app::Redaction secrets(app_.environment());
  replay::CallRecorder recorder(secrets);
  const bool is_replay = options_.host_calls == HostCalls::kReplay;
  host.begin_run(runnable.name, is_replay ? recorded : nullptr);
  const auto started = std::chrono::steady_clock::now();
  functions::CallOutcome outcome = app_.call(
      table, {.function = runnable.function,
              .arguments = runnable.arguments,
              .listener = options_.host_calls == HostCalls::kRecord ? &recorder : nullptr});
  std::vector<TestResult> results = host.end_run();
  EndedRun ended{.results = std::move(results),
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
    ended.unused_calls = static_cast<std::size_t>(std::ranges::count_if(
        *recorded, [](const replay::RecordedCall& call) { return !call.was_used; }));
  }
  if (options_.host_calls == HostCalls::kRecord)
    recording.set(runnable.name, replay::without_secrets(recorder.calls(), secrets));
  return ended;
}

}  // namespace modus::testing
