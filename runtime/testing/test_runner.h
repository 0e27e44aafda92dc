// SPDX-License-Identifier: Apache-2.0
// Runs the tests of an app: each in a fresh sandbox, with the limits and the host of the app.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime/app/app_folder.h"
#include "runtime/replay/app_runner.h"
#include "runtime/testing/test_host.h"

namespace modus::testing {

struct TestRunnerOptions {
  HostCalls host_calls = HostCalls::kLive;
  std::string only;  // tests whose name holds this; empty: all
};

/// A test file that was built.
struct TestFile {
  std::filesystem::path module;
  std::filesystem::path recording;
  std::string name = {};  // of the module that is tested; empty in an app of one module
  const app::AppFolder* app = nullptr;  // what that module may call; null: nothing
};

/// One run that has ended: a test, or a group with its tests.
struct EndedRun {
  std::vector<TestResult> results;
  std::vector<functions::Message> output;  // what the test wrote
  std::chrono::nanoseconds duration{};
  std::size_t unused_calls = 0;  // recorded, but not made in a replay
};

/// Not thread-safe. The runner of the app must outlive it.
class TestRunner {
 public:
  TestRunner(replay::AppRunner& app, TestRunnerOptions options)
      : app_(app), options_(std::move(options)) {}

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
  using Table = replay::AppRunner::Table;

  Result<functions::ModuleRole> role_of(const TestFile& file,
                                        const std::shared_ptr<functions::Host>& host);
  Result<std::vector<Runnable>> list(const Table& table);
  EndedRun run_one(const Table& table, TestHost& host, const Runnable& runnable,
                   Recording& recording);

  replay::AppRunner& app_;
  const TestRunnerOptions options_;
};

}  // namespace modus::testing
