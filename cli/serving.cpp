// SPDX-License-Identifier: Apache-2.0
#include "cli/serving.h"

#include <sys/resource.h>

#include <csignal>
#include <cstdlib>

#include "cli/paths.h"
#include "runtime/app/read_file.h"

namespace modus::cli {
namespace fs = std::filesystem;

namespace {

void add_limit_flag(CLI::App& command, const app::LimitRule& rule, app::GivenLimits& limits) {
  const std::uint64_t least =
      rule.least == 0 ? 0 : std::max<std::uint64_t>(1, rule.least / rule.flag_unit);
  command
      .add_option_function<std::uint64_t>(
          std::string(rule.flag),
          [&limits, &rule](std::uint64_t value) { limits[rule.limit] = value * rule.flag_unit; },
          fmt::format("{} [default: {}]", rule.help, rule.standard / rule.flag_unit))
      ->check(CLI::Range(least, rule.most / rule.flag_unit))
      ->group("Limits");
}

// A manifest that cannot be read is reported when the app is loaded.
app::GivenLimits limits_in(const fs::path& manifest) {
  constexpr std::uint64_t kLongest = 1 << 20;
  const auto text = app::read_file(manifest, kLongest);
  const auto read = text ? app::Manifest::parse(*text) : std::unexpected(text.error());
  return read ? read->limits : app::GivenLimits();
}

}  // namespace

void add_serving_flags(CLI::App& command, ServingOptions& options) {
  command.add_option("-p,--port", options.port, "The port to listen on; 0 picks a free one")
      ->capture_default_str();
  for (const app::LimitRule& rule : app::kLimitRules) add_limit_flag(command, rule, options.limits);
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

std::optional<observe::TraceSettings> trace_settings(Log& log) {
  auto settings = observe::read_trace_settings([](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  });
  if (settings) return *std::move(settings);
  log.error("Nothing is traced.", {{"error", settings.error().describe()}});
  return {};
}

serve::RuntimeOptions runtime_options(const ServingOptions& options, const fs::path& app_folder,
                                      const fs::path& manifest, std::string environment_name,
                                      serve::Interface interface) {
  serve::RuntimeOptions runtime;
  runtime.http.port = options.port;
  runtime.http.interface = interface;
  runtime.environment_name = std::move(environment_name);
  runtime.loops = options.threads;
  runtime.cache_directory = cache_folder() / "modules";
  runtime.data_directory =
      options.data_folder.empty() ? app_folder / ".modusdb" : fs::path(options.data_folder);
  runtime.journal_file = options.journal_file;
  runtime.app_folder = app_folder;
  runtime.local_models = {
      .server = llama_server(), .models_folder = models_folder(), .threads = options.model_threads};
  runtime.limits = app::LimitPolicy(options.limits, limits_in(manifest));
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
