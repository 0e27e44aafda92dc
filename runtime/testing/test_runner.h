// SPDX-License-Identifier: Apache-2.0
// Runs the tests of an app: each in a fresh sandbox, with the limits and the host of the app.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime/app/environment.h"
#include "runtime/app/limits.h"
#include "runtime/app/manifest.h"
#include "runtime/functions/admission.h"
#include "runtime/functions/call.h"
#include "runtime/host/app_host.h"
#include "runtime/testing/test_host.h"

namespace modus::testing {

struct TestRunnerOptions {
  std::filesystem::path app_folder;
  std::filesystem::path cache_directory;  // of compiled modules
  std::string environment_name = "dev";
  models::local::LocalModelsOptions local_models;
  app::LimitPolicy limits;
  HostCalls host_calls = HostCalls::kLive;
  std::string only;  // tests whose name holds this; empty: all
};

/// A test file that was built.
struct TestFile {
  std::filesystem::path module;
  std::filesystem::path recording;
};

/// One run that has ended: a test, or a group with its tests.
struct EndedRun {
  std::vector<TestResult> results;
  std::vector<functions::Message> output;  // what the test wrote
  std::chrono::nanoseconds duration{};
  std::size_t unused_calls = 0;  // recorded, but not made in a replay
};

/// Not thread-safe. The log must outlive it.
class TestRunner {
 public:
  static Result<std::unique_ptr<TestRunner>> create(TestRunnerOptions options, Log& log);
  ~TestRunner();

  /// Runs the file's tests one after the other and tells of each. Fails when the module or its
  /// recording cannot be used; a test that fails is no such failure.
  Result<void> run(const TestFile& file, const std::function<void(const EndedRun&)>& ended);

 private:
  /// What can be run: an exported function, and its argument.
  struct Runnable {
    std::string name;
    std::size_t function;
    std::vector<types::Value> arguments;
  };
  using Table = std::shared_ptr<const functions::FunctionTable>;

  static constexpr std::uint32_t kCalls = 4;  // one at a time; a margin costs nothing

  TestRunner(TestRunnerOptions options, app::Manifest manifest, app::Environment environment,
             Log& log);

  Result<std::vector<Runnable>> list(const Table& table);
  EndedRun run_one(const Table& table, TestHost& host, const Runnable& runnable,
                   Recording& recording);
  functions::CallOutcome call(const Table& table, const Runnable& runnable);

  const TestRunnerOptions options_;
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

}  // namespace modus::testing
