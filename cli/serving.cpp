// SPDX-License-Identifier: Apache-2.0
#include "cli/serving.h"

#include <sys/resource.h>

#include <csignal>
#include <cstdlib>

#include "cli/paths.h"

namespace modus::cli {
namespace fs = std::filesystem;

void add_serving_flags(CLI::App& command, ServingOptions& options) {
  command.add_option("-p,--port", options.port, "The port to listen on; 0 picks a free one")
      ->capture_default_str();
  command.add_option("--timeout", options.timeout_ms, "Longest time for a call, in milliseconds")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_option("--memory", options.memory_mb, "Most memory for a call, in MB")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  command.add_option("--max-body", options.body_kb, "Longest request body, in KB")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_option("--threads", options.threads, "Event loops [default: one per core]");
  command.add_option("--model-threads", options.model_threads,
                     "Threads for a local model [default: half the cores]");
  command.add_option(
      "--data", options.data_folder,
      "Where the inference history is kept [default: .modusdb beside the build folder]");
  command.add_option("--journal", options.journal_file,
                     "Append a record of every host call to this file");
  command.add_flag("--jsonlogs", options.json_logs, "Log as JSON lines");
  command.add_flag("--verbose", options.verbose, "Log debug messages too");
}

LogOptions log_options(const ServingOptions& options, const Terminal& terminal) {
  const bool verbose = options.verbose || std::getenv("MODUS_DEBUG") != nullptr;
  return {.format = options.json_logs ? LogFormat::kJson : LogFormat::kConsole,
          .colors = terminal.has_colors() ? LogColors::kOn : LogColors::kOff,
          .threshold = verbose ? LogLevel::kDebug : LogLevel::kInfo};
}

serve::RuntimeOptions runtime_options(const ServingOptions& options, const fs::path& app_folder,
                                      std::string environment_name, serve::Interface interface) {
  serve::RuntimeOptions runtime;
  runtime.http.port = options.port;
  runtime.http.interface = interface;
  runtime.http.max_body_bytes = options.body_kb << 10;
  runtime.environment_name = std::move(environment_name);
  runtime.loops = options.threads;
  runtime.cache_directory = cache_folder() / "modules";
  runtime.data_directory =
      options.data_folder.empty() ? app_folder / ".modusdb" : fs::path(options.data_folder);
  runtime.journal_file = options.journal_file;
  runtime.app_folder = app_folder;
  runtime.local_models = {
      .server = llama_server(), .models_folder = models_folder(), .threads = options.model_threads};
  runtime.call_timeout = std::chrono::milliseconds(options.timeout_ms);
  runtime.call_memory_bytes = options.memory_mb << 20;
  runtime.max_memory_bytes =
      std::max<std::uint64_t>(runtime.max_memory_bytes, runtime.call_memory_bytes);
  return runtime;
}

std::string environment_name() {
  const char* value = std::getenv("MODUS_ENV");
  const std::string name = value == nullptr || *value == '\0' ? "prod" : value;
  return name == "development" ? "dev" : name;
}

ControlLoop::ControlLoop() : signals_(loop_.context(), SIGINT, SIGTERM) {
  std::signal(SIGPIPE, SIG_IGN);
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
  signals_.async_wait([this](boost::system::error_code error, int) {
    if (error) return;
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    loop_.stop();
  });
}

}  // namespace modus::cli
