// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/app_watcher.h"
#include "cli/command.h"
#include "cli/serving.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

// A build folder changes by a program's hand, in one go.
constexpr std::chrono::milliseconds kQuiet{20};

constexpr const char* kOriginals = "Flags of the original runtime, as are -port and -jsonlogs";

struct Options {
  ServingOptions serving;
  std::string folder;
  std::string refresh;
};

bool is_served_file(const fs::path& path) {
  const std::string name = path.filename().string();
  return path.extension() == ".wasm" || name == "modus.json" || name.starts_with(".env");
}

void reload(serve::Runtime& runtime, const fs::path& folder, Log& log) {
  if (const auto loaded = runtime.load(folder, folder)) {
    log.info("Loaded the app's new version.",
             {{"functions", (*loaded)->modules->function_count()}});
  } else {
    log.error("Cannot load the app's new version; the last good one goes on.",
              {{"error", loaded.error().describe()}});
  }
}

Result<void> serve_app(const Options& options, Terminal& terminal) {
  const std::string environment = environment_name();
  const bool is_dev = environment == "dev";
  const fs::path folder = fs::absolute(options.folder).lexically_normal();
  ControlLoop control;
  Log log(log_options(options.serving, terminal));
  const fs::path app_folder = (folder.has_filename() ? folder : folder.parent_path()).parent_path();
  serve::RuntimeOptions settings =
      runtime_options(options.serving, app_folder, folder / "modus.json", environment,
                      is_dev ? serve::Interface::kLoopback : serve::Interface::kAll);
  settings.traces = trace_settings(log);
  MODUS_TRY(runtime, serve::Runtime::create(std::move(settings), log));
  MODUS_TRY(version, runtime->load(folder, folder));
  MODUS_CHECK(runtime->serve());
  log.info("Serving.", {{"app", version->name},
                        {"functions", version->modules->function_count()},
                        {"environment", environment},
                        {"port", runtime->port()}});
  version.reset();
  const AppWatcher watcher(
      control.loop(), folder,
      [&](const auto&) {
        return app::WatchOptions{.roots = {{folder}}, .includes = is_served_file, .quiet = kQuiet};
      },
      [&](const auto&) { reload(*runtime, folder, log); });
  control.run();
  log.info("Shutting down.");
  return {};
}

}  // namespace

void add_serve(CLI::App& app, Terminal& terminal, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("serve", "Serve a built app (production settings unless MODUS_ENV=dev)");
  command->add_option("folder", options->folder, "The build folder");
  add_serving_flags(*command, options->serving);
  command->add_option("--appPath", options->folder, "The build folder")->group(kOriginals);
  command->add_option("--refresh", options->refresh, "Does nothing: changes are noticed at once")
      ->group(kOriginals);
  command->callback([options, &terminal, &exit_code] {
    if (options->folder.empty()) {
      terminal.error({ErrorCode::kInvalidArgument,
                      "which build folder? modus build makes one: modus serve my-app/build"});
      exit_code = kUsage;
    } else if (const auto served = serve_app(*options, terminal); !served) {
      terminal.error(served.error());
      exit_code = kFailure;
    }
  });
}

}  // namespace modus::cli
