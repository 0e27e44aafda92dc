// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "cli/app_builder.h"
#include "cli/command.h"
#include "cli/pretty.h"
#include "cli/serving.h"
#include "runtime/app/app_folder.h"
#include "runtime/testing/test_runner.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

struct Options {
  std::vector<std::string> files;
  std::string folder = ".";
  std::string only;
  bool record = false;
  bool replay = false;
  ServingOptions serving;
};

struct Counts {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

// Beside the test file, in a folder that is worth committing: recordings/math.spec.jsonl.
fs::path recording_of(const fs::path& test_file) {
  fs::path name = test_file.filename();
  return test_file.parent_path() / "recordings" / name.replace_extension(".jsonl");
}

std::string indented(std::string_view text) {
  std::string result = "      ";
  for (const char c : text) {
    result += c;
    if (c == '\n') result += "      ";
  }
  return result;
}

// The lines of a run: each test with its failures, and what a failed run wrote.
void show(const testing::EndedRun& run, Terminal& terminal, bool verbose, Counts& counts) {
  bool all_passed = true;
  for (const testing::TestResult& test : run.results) {
    const bool is_group = test.has_children && test.failures.empty();
    if (is_group) continue;
    const bool passed = test.failures.empty();
    all_passed = all_passed && passed;
    ++(passed ? counts.passed : counts.failed);
    const std::string duration =
        run.results.size() == 1
            ? terminal.dim(
                  fmt::format(" {:.1f} ms", static_cast<double>(run.duration.count()) / 1e6))
            : "";
    terminal.line(fmt::format("  {} {}{}", passed ? "✓" : "✗", test.name, duration));
    for (const std::string& failure : test.failures)
      terminal.line(indented(without_controls(failure)));
  }
  if (!all_passed || verbose) {
    for (const functions::Message& message : run.output)
      terminal.line(terminal.dim(indented("│ " + without_controls(message.text))));
  }
  if (all_passed && run.unused_calls > 0) {
    terminal.warning(fmt::format(
        "{} recorded host call{} of \"{}\" {} not made; modus test --record brings the recording "
        "up to date",
        run.unused_calls, run.unused_calls == 1 ? "" : "s", run.results.front().name,
        run.unused_calls == 1 ? "was" : "were"));
  }
}

testing::HostCalls host_calls(const Options& options) {
  if (options.record) return testing::HostCalls::kRecord;
  return options.replay ? testing::HostCalls::kReplay : testing::HostCalls::kLive;
}

// The tests of an app, module by module.
class AppTests {
 public:
  AppTests(const Options& options, AppSource app, Terminal& terminal)
      : options_(options), app_(std::move(app)), terminal_(terminal) {}

  Result<Counts> run() {
    if (!app_.has_several_modules()) return run_only_module();
    MODUS_CHECK(build_callees());
    for (const ModuleSource& module : app_.modules) {
      const auto ran = run_one_of_several(module);
      if (!ran) return std::unexpected(ran.error().within(module.name));
    }
    if (counts_.passed + counts_.failed == 0) return no_tests(app_.folder);
    return finish();
  }

 private:
  // What modules call of one another is called for real. It is put apart: what lies in the app's
  // build folder may be of another kind.
  Result<void> build_callees() {
    const auto calls = [](const ModuleSource& module) { return !module.calls.empty(); };
    if (std::ranges::none_of(app_.modules, calls)) return {};
    AppSource app = app_;
    app.build_folder = app_.build_folder / "tests/.app";
    MODUS_TRY(built, build_app(app, BuildTarget::kDebug, Rebuild::kChanged, terminal_));
    MODUS_TRY(files, app::read_app_folder(built.folder));
    files_ = std::move(files);
    return {};
  }

  Result<Counts> run_only_module() {
    const ModuleSource& module = app_.modules.front();
    if (module.language == Language::kGo) {
      if (uses_recordings() || !options_.files.empty()) return not_for_go(module);
      MODUS_CHECK(run_go(module));
      return counts_;
    }
    MODUS_TRY(count, run_assemblyscript(module, options_.files));
    if (count == 0) return no_tests(module.folder);
    return finish();
  }

  Result<void> run_one_of_several(const ModuleSource& module) {
    const auto patterns = patterns_of(module);
    if (!patterns) return {};
    if (module.language == Language::kAssemblyScript) {
      MODUS_CHECK(run_assemblyscript(module, *patterns));
    } else if (uses_recordings()) {
      terminal_.warning(not_for_go(module).error().message());
    } else if (patterns->empty()) {
      MODUS_CHECK(run_go(module));
    }
    return {};
  }

  // The patterns that may be of this module's files, as seen from its folder; none of them: all
  // files. Nothing when the module is not asked for.
  std::optional<std::vector<std::string>> patterns_of(const ModuleSource& module) const {
    if (options_.files.empty()) return std::vector<std::string>();
    const std::string folder = module.folder.lexically_relative(app_.folder).string() + "/";
    std::vector<std::string> patterns;
    for (const std::string& pattern : options_.files) {
      if (pattern == module.name || pattern == folder || pattern + "/" == folder)
        return std::vector<std::string>();
      if (pattern.starts_with(folder)) {
        patterns.push_back(pattern.substr(folder.size()));
      } else if (app_.manifest.find_module(pattern) == nullptr) {
        patterns.push_back(pattern);
      }
    }
    if (patterns.empty()) return std::nullopt;
    return patterns;
  }

  bool uses_recordings() const { return options_.record || options_.replay; }

  static std::unexpected<Error> not_for_go(const ModuleSource& module) {
    return fail(ErrorCode::kInvalidArgument,
                "{} is {}, whose tests run natively: they can neither be recorded and replayed "
                "nor chosen by file; --only chooses by name",
                module.folder.string(), module.name.empty() ? "a Go app" : "a module in Go");
  }

  std::unexpected<Error> no_tests(const fs::path& folder) const {
    return fail(ErrorCode::kNotFound,
                "{} has no tests{}: write some into assembly/__tests__/*.spec.ts", folder.string(),
                options_.files.empty() ? "" : " whose path holds these words");
  }

  // Go's own tool counts and shows its tests; here they count as one.
  Result<void> run_go(const ModuleSource& module) {
    std::vector<std::string> arguments;
    if (!options_.only.empty()) arguments.push_back("-run=" + options_.only);
    if (options_.serving.verbose) arguments.emplace_back("-v");
    arguments.emplace_back("./...");
    MODUS_TRY(finished, run_go_tests(module, arguments, terminal_));
    terminal_.line(finished.output + finished.errors);
    ++(finished.succeeded() ? counts_.passed : counts_.failed);
    return {};
  }

  /// Returns how many files there were.
  Result<std::size_t> run_assemblyscript(const ModuleSource& module,
                                         const std::vector<std::string>& patterns) {
    MODUS_TRY(tests,
              build_tests(module, patterns, app_.build_folder / "tests" / module.name, terminal_));
    if (tests.empty()) return 0;
    MODUS_CHECK(prepare_runner());
    testing::TestRunner runner(*runner_,
                               {.host_calls = host_calls(options_), .only = options_.only});
    for (const BuiltTest& test : tests) {
      terminal_.line(terminal_.bold((module.folder.lexically_relative(app_.folder) / test.source)
                                        .lexically_normal()
                                        .string()));
      MODUS_CHECK(runner.run({.module = test.module,
                              .recording = recording_of(module.folder / test.source),
                              .name = module.name,
                              .app = files_ ? &*files_ : nullptr},
                             [&](const testing::EndedRun& run) {
                               show(run, terminal_, options_.serving.verbose, counts_);
                             }));
    }
    return tests.size();
  }

  Result<void> prepare_runner() {
    if (runner_) return {};
    const serve::RuntimeOptions runtime =
        runtime_options(options_.serving, app_.folder, app_.folder / "modus.json", "dev",
                        serve::Interface::kLoopback);
    MODUS_TRY(runner, replay::AppRunner::create({.app_folder = app_.folder,
                                                 .environment_folder = app_.folder,
                                                 .manifest = app_.folder / "modus.json",
                                                 .cache_directory = runtime.cache_directory,
                                                 .local_models = runtime.local_models,
                                                 .limits = runtime.limits},
                                                log_));
    runner_ = std::move(runner);
    return {};
  }

  Counts finish() {
    terminal_.line(fmt::format("\n{} passed, {} failed", counts_.passed, counts_.failed));
    return counts_;
  }

  const Options& options_;
  const AppSource app_;
  Terminal& terminal_;
  Log log_{{.colors = terminal_.has_colors() ? LogColors::kOn : LogColors::kOff,
            .threshold = options_.serving.verbose ? LogLevel::kDebug : LogLevel::kNone}};
  std::optional<app::AppFolder> files_;  // what was built, of an app of several modules
  std::unique_ptr<replay::AppRunner> runner_;
  Counts counts_;
};

Result<Counts> test_app(const Options& options, Terminal& terminal) {
  MODUS_TRY(app, read_app_source(options.folder));
  return AppTests(options, std::move(app), terminal).run();
}

}  // namespace

void add_test(CLI::App& app, Terminal& terminal, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("test", "Run an app's own tests");
  command->add_option("files", options->files,
                      "Only test files whose path holds one of these; or names of modules");
  command->add_option("--app", options->folder, "The app's folder")->capture_default_str();
  command->add_option("--only", options->only, "Only tests whose name holds this text");
  auto* record =
      command->add_flag("--record", options->record,
                        "Write down what models, HTTP and other services answer, without secrets");
  command
      ->add_flag("--replay", options->replay,
                 "Answer from what was recorded; nothing leaves this machine")
      ->excludes(record);
  command->add_flag("--verbose", options->serving.verbose,
                    "Show what passing tests write, and the log");
  command->callback([options, &terminal, &exit_code] {
    const auto counts = test_app(*options, terminal);
    if (!counts) terminal.error(counts.error());
    if (!counts || counts->failed > 0) exit_code = kFailure;
  });
}

}  // namespace modus::cli
