// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <set>

#include <fmt/format.h>

#include "cli/app_builder.h"
#include "cli/app_watcher.h"
#include "cli/background_compiler.h"
#include "cli/command.h"
#include "cli/mapping.h"
#include "cli/module_clients.h"
#include "cli/serving.h"
#include "cli/toolchain.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

// Compiling less than this takes no longer than half a second anyway.
constexpr std::size_t kLargeModule = 1u << 20;

struct Options {
  ServingOptions serving;
  std::string folder = ".";
  bool no_build = false;
  bool no_watch = false;
};

bool is_environment_file(const fs::path& path) {
  return path.filename().string().starts_with(".env");
}

// One app being developed: builds it, serves the last good version, and does so again whenever a
// file changes.
class DevSession {
 public:
  using OnInputs = std::function<void(const std::vector<fs::path>&)>;

  /// `on_inputs` hears what the app is built from.
  DevSession(fs::path folder, Loop& loop, serve::Runtime& runtime, OnInputs on_inputs,
             Terminal& terminal, Log& log)
      : folder_(std::move(folder)),
        on_inputs_(std::move(on_inputs)),
        runtime_(runtime),
        terminal_(terminal),
        log_(log),
        compiler_(loop, log) {}

  void build_and_load() {
    const auto app = read_app_source(folder_);
    if (!app) return report(app.error());
    on_inputs_(inputs_of(*app, BuildTarget::kDebug));  // as far as they are known
    const auto built = build_app(*app, BuildTarget::kDebug, Rebuild::kChanged, terminal_);
    on_inputs_(inputs_of(*app, BuildTarget::kDebug));
    if (!built) return report(built.error());
    terminal_.success(describe(*built));
    load();
  }

  void load() {
    const auto version = runtime_.load(folder_ / "build", folder_);
    if (!version) return report(version.error());
    if (has_version_) log_.info("Loaded the app's new version.");
    has_version_ = true;
    show_api(**version);
    if ((*version)->modules->is_provisional())
      compiler_.start(folder_ / "build", [this] { load_optimized(); });
  }

  void changed(const std::vector<fs::path>& paths) {
    compiler_.stop();
    log_.info("Files changed.",
              {{"first", fs::proximate(paths.front(), folder_).string()}, {"count", paths.size()}});
    if (std::ranges::all_of(paths, is_environment_file)) {
      load();
    } else {
      build_and_load();
    }
  }

 private:
  void load_optimized() {
    const auto version = runtime_.load(folder_ / "build", folder_);
    if (!version) return report(version.error());
    log_.info("The app's code is optimized now.");
  }

  void report(const Error& error) {
    runtime_.set_problem(error.describe());
    terminal_.error(error);
    terminal_.line(terminal_.dim(
        has_version_ ? "The last good version goes on; save a fix and it is built again."
                     : "Nothing is served yet; save a fix and it is built again."));
  }

  // What the app answers, when that is not as it was.
  void show_api(const serve::AppVersion& version) {
    std::string api = describe_mapping(version, terminal_);
    for (const app::Endpoint& endpoint : version.manifest->endpoints) {
      api += fmt::format(
          "\n  GraphQL  {}\n",
          terminal_.bold(fmt::format("http://localhost:{}{}", runtime_.port(), endpoint.path)));
    }
    for (const app::StaticSite& site : version.manifest->sites) {
      api += fmt::format(
          "  Page     {}\n",
          terminal_.bold(fmt::format("http://localhost:{}{}", runtime_.port(), site.path)));
    }
    if (version.manifest->endpoints.empty())
      terminal_.warning("modus.json declares no endpoint, so nothing can be asked");
    if (api == shown_api_) return;
    terminal_.line(fmt::format("\n{}", api));
    shown_api_ = std::move(api);
  }

  const fs::path folder_;
  const OnInputs on_inputs_;
  serve::Runtime& runtime_;
  Terminal& terminal_;
  Log& log_;
  BackgroundCompiler compiler_;
  bool has_version_ = false;
  std::string shown_api_;
};

// Clients that the build itself writes into the callers' folders.
std::set<fs::path> written_files(const fs::path& folder, const std::vector<app::Module>& modules) {
  std::set<fs::path> files;
  for (const app::Module& module : modules) {
    for (const std::string& callee : module.calls) {
      for (const Language language : {Language::kAssemblyScript, Language::kGo})
        files.insert(folder / module.path / client_file(language, callee));
    }
  }
  return files;
}

app::WatchOptions watch_options(const fs::path& folder, const std::vector<app::Module>& modules) {
  app::WatchOptions options{.includes =
                                [written = written_files(folder, modules)](const fs::path& path) {
                                  return (is_source(path) || is_environment_file(path) ||
                                          path.filename() == "modus.json") &&
                                         !written.contains(path);
                                },
                            .enters =
                                [build = folder / "build"](const fs::path& path) {
                                  const std::string name = path.filename().string();
                                  return path != build && !name.starts_with('.') &&
                                         name != "node_modules";
                                }};
  // A Go app's packages may lie in any folder of its module, and what several modules share in any
  // of the app's; an AssemblyScript app's sources lie in one.
  if (!modules.empty()) {
    options.roots = {{folder, app::WatchDepth::kRecursive}};
  } else if (const auto module = find_go_module(folder);
             module && !fs::exists(folder / "package.json")) {
    options.roots = {{folder}, {*module, app::WatchDepth::kRecursive}};
  } else {
    options.roots = {{folder}, {folder / "assembly", app::WatchDepth::kRecursive}};
  }
  return options;
}

Result<void> develop(const Options& options, Terminal& terminal) {
  const fs::path folder = fs::absolute(options.folder).lexically_normal();
  if (!fs::is_directory(folder))
    return fail(ErrorCode::kNotFound, "there is no folder {}", folder.string());
  ControlLoop control;
  Log log(log_options(options.serving, terminal));
  serve::RuntimeOptions settings = runtime_options(options.serving, folder, folder / "modus.json",
                                                   "dev", serve::Interface::kLoopback);
  settings.traces = trace_settings(log);
  settings.provisional_from = kLargeModule;
  MODUS_TRY(runtime, serve::Runtime::create(std::move(settings), log));
  MODUS_CHECK(runtime->serve());  // before the build: a port in use is known at once

  std::optional<AppWatcher> watcher;
  const auto on_inputs = [&watcher](const std::vector<fs::path>& files) {
    if (watcher) watcher->watch_inputs(files);
  };
  DevSession session(folder, control.loop(), *runtime, on_inputs, terminal, log);
  if (!options.no_watch) {
    watcher.emplace(
        control.loop(), folder, [&](const auto& modules) { return watch_options(folder, modules); },
        [&](const auto& paths) { session.changed(paths); });
  }
  if (options.no_build) {
    session.load();
  } else {
    session.build_and_load();
  }
  control.run();
  log.info("Shutting down.");
  return {};
}

}  // namespace

void add_dev(CLI::App& app, Terminal& terminal, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("dev", "Build and serve an app here, and rebuild it whenever you save");
  command->add_option("folder", options->folder, "The app's folder")->capture_default_str();
  add_serving_flags(*command, options->serving);
  command->add_flag("--no-build", options->no_build, "Serve what was built last");
  command->add_flag("--no-watch", options->no_watch, "Do not watch for changes");
  command->callback([options, &terminal, &exit_code] {
    if (const auto served = develop(*options, terminal); !served) {
      terminal.error(served.error());
      exit_code = kFailure;
    }
  });
}

}  // namespace modus::cli
