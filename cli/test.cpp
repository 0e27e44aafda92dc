// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/app_builder.h"
#include "cli/command.h"
#include "cli/serving.h"
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
    for (const std::string& failure : test.failures) terminal.line(indented(failure));
  }
  if (!all_passed || verbose) {
    for (const functions::Message& message : run.output)
      terminal.line(terminal.dim(indented("│ " + message.text)));
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

// Go's own tool counts and shows its tests; here they count as one.
Result<Counts> test_go_app(const Options& options, const fs::path& folder, Terminal& terminal) {
  if (options.record || options.replay || !options.files.empty()) {
    return fail(
        ErrorCode::kInvalidArgument,
        "{} is a Go app, whose tests run natively: they can neither be recorded and replayed "
        "nor chosen by file; --only chooses by name",
        folder.string());
  }
  std::vector<std::string> arguments;
  if (!options.only.empty()) arguments.push_back("-run=" + options.only);
  if (options.serving.verbose) arguments.emplace_back("-v");
  arguments.emplace_back("./...");
  MODUS_TRY(finished, run_go_tests(folder, arguments, terminal));
  terminal.line(finished.output + finished.errors);
  return finished.succeeded() ? Counts{.passed = 1} : Counts{.failed = 1};
}

Result<Counts> test_app(const Options& options, Terminal& terminal) {
  const fs::path folder = fs::absolute(options.folder).lexically_normal();
  if (is_go_app(folder)) return test_go_app(options, folder, terminal);
  MODUS_TRY(files, build_tests(folder, options.files, terminal));
  if (files.empty()) {
    return fail(ErrorCode::kNotFound,
                "{} has no tests{}: write some into assembly/__tests__/*.spec.ts", folder.string(),
                options.files.empty() ? "" : " whose path holds these words");
  }
  Log log({.colors = terminal.has_colors() ? LogColors::kOn : LogColors::kOff,
           .threshold = options.serving.verbose ? LogLevel::kDebug : LogLevel::kNone});
  const serve::RuntimeOptions runtime = runtime_options(
      options.serving, folder, folder / "modus.json", "dev", serve::Interface::kLoopback);
  MODUS_TRY(app, replay::AppRunner::create({.app_folder = folder,
                                            .environment_folder = folder,
                                            .manifest = folder / "modus.json",
                                            .cache_directory = runtime.cache_directory,
                                            .local_models = runtime.local_models,
                                            .limits = runtime.limits},
                                           log));
  testing::TestRunner runner(*app, {.host_calls = host_calls(options), .only = options.only});
  Counts counts;
  for (const BuiltTest& file : files) {
    terminal.line(terminal.bold(file.source.string()));
    MODUS_CHECK(runner.run({file.module, recording_of(folder / file.source)},
                           [&](const testing::EndedRun& run) {
                             show(run, terminal, options.serving.verbose, counts);
                           }));
  }
  terminal.line(fmt::format("\n{} passed, {} failed", counts.passed, counts.failed));
  return counts;
}

}  // namespace

void add_test(CLI::App& app, Terminal& terminal, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("test", "Run an app's own tests");
  command->add_option("files", options->files, "Only test files whose path holds one of these");
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
