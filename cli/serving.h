// SPDX-License-Identifier: Apache-2.0
// What `modus serve` and `modus dev` share: options of a serving process, its log, and its end by a
// signal.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>

#include "cli/terminal.h"
#include "runtime/app/limits.h"
#include "runtime/base/loop.h"
#include "runtime/observe/log.h"
#include "runtime/observe/trace/settings.h"
#include "runtime/serve/runtime.h"

namespace modus::cli {

struct ServingOptions {
  std::uint16_t port = 8686;
  std::string data_folder;  // empty: .modusdb beside the build folder
  std::string journal_file;
  app::GivenLimits limits;
  std::size_t threads = 0;
  unsigned model_threads = 0;
  bool json_logs = false;
  bool verbose = false;
};

/// Adds the flags to the command; `options` must outlive it.
void add_serving_flags(CLI::App& command, ServingOptions& options);

LogOptions log_options(const ServingOptions& options, const Terminal& terminal);

/// Where the environment's OTEL_… variables want spans to go. What is wrong with them is logged: it
/// is no reason not to serve.
std::optional<observe::TraceSettings> trace_settings(Log& log);

/// Options for a runtime that serves the app of this folder; its modus.json, wherever it lies, says
/// which limits the process starts with.
serve::RuntimeOptions runtime_options(const ServingOptions& options,
                                      const std::filesystem::path& app_folder,
                                      const std::filesystem::path& manifest,
                                      std::string environment_name, serve::Interface interface);

/// "dev" for MODUS_ENV=dev or development, else the variable's value, else "prod".
std::string environment_name();

/// The main thread's loop: waits for SIGINT or SIGTERM while watchers and builds run on it. A
/// second signal ends the process at once.
class ControlLoop {
 public:
  ControlLoop();
  Loop& loop() { return loop_; }
  /// Returns after the first signal.
  void run() { loop_.run(); }

 private:
  Loop loop_;
  boost::asio::signal_set signals_;
};

}  // namespace modus::cli
