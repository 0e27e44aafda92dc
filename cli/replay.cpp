// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/history_folder.h"
#include "cli/pretty.h"
#include "cli/serving.h"
#include "cli/since.h"
#include "runtime/app/app_folder.h"
#include "runtime/replay/execution_replay.h"
#include "runtime/replay/history_execution.h"
#include "runtime/replay/recorded_streams.h"
#include "runtime/store/history_query.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

using replay::CallDifference;
using replay::Difference;

struct Options {
  HistoryFolder folder;
  std::string id;
  bool live = false;
};

// Both texts from a little before the place where they part, unless they fit.
std::pair<std::string, std::string> around(std::string_view before, std::string_view after,
                                           std::size_t room) {
  constexpr std::size_t kLead = 20;
  const auto same =
      static_cast<std::size_t>(std::ranges::mismatch(before, after).in1 - before.begin());
  std::size_t start =
      same > kLead && std::max(before.size(), after.size()) > room ? same - kLead : 0;
  // Not within a character.
  while (start > 0 && (static_cast<unsigned char>(before[start]) & 0xc0) == 0x80) --start;
  const std::string_view mark = start > 0 ? "…" : "";
  return {fmt::format("{}{}", mark, before.substr(start)),
          fmt::format("{}{}", mark, after.substr(start))};
}

class Report {
 public:
  void section(std::string_view title, const std::vector<Difference>& differences) {
    if (differences.empty()) return;
    std::cout << title << '\n';
    for (const Difference& difference : differences) show(difference, 2);
  }

  void calls(const std::vector<CallDifference>& calls) {
    if (!calls.empty()) std::cout << "host calls\n";
    for (const CallDifference& call : calls) {
      const std::string_view what = call.kind == CallDifference::Kind::kNotMade ? " was not made"
                                    : call.kind == CallDifference::Kind::kNew   ? " is new"
                                                                                : "";
      std::cout << fmt::format("  {} {}{}\n", call.number, call.call, what);
      for (const Difference& difference : call.differences) show(difference, 4);
    }
  }

 private:
  void show(const Difference& difference, std::size_t indent) {
    const std::string space(indent, ' ');
    const std::size_t room = columns_ > indent + 24 ? columns_ - indent - 4 : 20;
    if (!difference.place.empty()) std::cout << space << clipped(difference.place, room) << '\n';
    const auto [before, after] = around(difference.before, difference.after, room);
    if (!before.empty()) std::cout << space << "  - " << clipped(before, room) << '\n';
    if (!after.empty()) std::cout << space << "  + " << clipped(after, room) << '\n';
  }

  const std::size_t columns_ = output_columns();
};

// An app's folder with its build, or a build folder by itself.
struct Build {
  fs::path app;
  fs::path environment;
  app::AppFolder files;
};

Result<Build> read_build(const fs::path& folder) {
  const fs::path whole = fs::absolute(folder).lexically_normal();
  std::error_code ignored;
  if (fs::is_directory(whole / "build", ignored)) {
    MODUS_TRY(files, app::read_app_folder(whole / "build"));
    return Build{whole, whole, std::move(files)};
  }
  MODUS_TRY(files, app::read_app_folder(whole));
  return Build{whole.parent_path(), whole, std::move(files)};
}

// A model call, and the execution that is to be run again.
struct Found {
  store::Inference inference;
  store::Execution execution;
};

Result<Found> find(const Options& options) {
  MODUS_TRY(connection, open_history(options.folder));
  MODUS_TRY(inference, store::find_inference(connection, options.id));
  MODUS_TRY(execution, replay::find_execution_of(connection, inference));
  if (execution) return Found{std::move(inference), *std::move(execution)};
  const bool is_old = inference.execution_id.empty();
  return fail(
      ErrorCode::kNotFound, "the model call {} cannot be replayed: {}", inference.gid,
      is_old ? "it was kept by a version of Modus that kept no executions"
             : "the function that the client asked for has not ended yet, or its execution was not "
               "kept (\"history\": {\"executions\": false} in modus.json, or no room)");
}

void show(const replay::Replayed& replayed, const Options& options) {
  const replay::Comparison& comparison = replayed.comparison;
  Report report;
  report.section("result", comparison.result);
  report.section("errors", comparison.errors);
  report.calls(comparison.calls);
  const std::size_t count = replay::with_whole_answers(replayed.before.calls).size();
  if (comparison.is_equal()) {
    std::cout << fmt::format("equal: the same result, and the same {} host call{}\n", count,
                             count == 1 ? "" : "s");
    return;
  }
  std::cout << "different\n";
  if (!options.live)
    std::cout << "(the clock and random numbers are those of now: what depends on them differs)\n";
}

Result<bool> replay_call(const Options& options, Terminal& terminal) {
  MODUS_TRY(found, find(options));
  const auto& [inference, execution] = found;
  MODUS_TRY(build, read_build(options.folder.app));
  Log log({.colors = terminal.has_colors() ? LogColors::kOn : LogColors::kOff,
           .threshold = LogLevel::kNone});
  const ServingOptions serving;
  const std::string name = std::getenv("MODUS_ENV") == nullptr ? "dev" : environment_name();
  const serve::RuntimeOptions settings = runtime_options(
      serving, build.app, build.files.manifest_path, name, serve::Interface::kLoopback);
  MODUS_TRY(app, replay::AppRunner::create({.app_folder = build.app,
                                            .environment_folder = build.environment,
                                            .manifest = build.files.manifest_path,
                                            .cache_directory = settings.cache_directory,
                                            .environment_name = name,
                                            .local_models = settings.local_models,
                                            .limits = settings.limits},
                                           log));
  std::cout << fmt::format("{}({}) of {}, against {} host calls\n", execution.function,
                           clipped(execution.arguments, 80), local_time(execution.started_at),
                           options.live ? "live" : "its recorded");
  if (!inference.root_execution_id.empty())
    std::cout << fmt::format("(the model call {} was made by {}, which it led to)\n", inference.gid,
                             inference.function);
  MODUS_TRY(replayed,
            replay::replay(*app, build.files, execution,
                           options.live ? replay::Answers::kLive : replay::Answers::kRecorded));
  if (replayed.build_id != execution.build_id) {
    std::cout << fmt::format("the app was built anew since: build {}, then {}\n", replayed.build_id,
                             execution.build_id);
  }
  show(replayed, options);
  return replayed.comparison.is_equal();
}

}  // namespace

void add_replay(CLI::App& app, Terminal& terminal, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "replay", "Run the function of a model call again, and show what is different");
  command->add_option("id", options->id, "Of the model call, as modus history shows it")
      ->required();
  add_history_flags(*command, options->folder);
  command->add_flag("--live", options->live,
                    "Ask the real models and services in place of the recorded answers");
  command->callback([options, &terminal, &exit_code] {
    const auto is_equal = replay_call(*options, terminal);
    if (!is_equal) terminal.error(is_equal.error());
    exit_code = !is_equal ? kUsage : *is_equal ? kSuccess : kFailure;
  });
}

}  // namespace modus::cli
