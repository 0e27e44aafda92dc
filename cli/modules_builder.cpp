// SPDX-License-Identifier: Apache-2.0
#include "cli/modules_builder.h"

#include <algorithm>
#include <array>
#include <deque>
#include <exception>
#include <optional>
#include <ranges>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/build_state.h"
#include "cli/module_clients.h"
#include "cli/modules_check.h"
#include "cli/step_runner.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

// Where a compiler's message names a file in the module's folder: "└─ in assembly/index.ts(3,5)" in
// AssemblyScript, "main.go:3:5: …" in Go. Nothing when the line names none.
std::optional<std::size_t> place_of_file(std::string_view line) {
  constexpr std::string_view kAssemblyScript = "└─ in ";
  constexpr std::string_view kError = "Error: ";
  if (const auto at = line.find(kAssemblyScript); at != line.npos) {
    const std::size_t file = at + kAssemblyScript.size();
    if (line.substr(file).starts_with("assembly/")) return file;
    return std::nullopt;
  }
  // A line about another place of the same error is indented.
  const std::size_t start = line.starts_with(kError) ? kError.size() : line.starts_with('\t');
  const std::size_t end = line.find(".go:", start);
  const bool is_file = end != line.npos && end > start && line[start] != '/' &&
                       line.substr(start, end - start).find_first_of(" \t:") == line.npos;
  return is_file ? std::optional(start) : std::nullopt;
}

// Compilers name files as seen from the module's folder; people stand in the app's.
std::string seen_from_app(std::string_view messages, const fs::path& folder) {
  std::string text;
  for (const auto part : std::views::split(messages, '\n')) {
    std::string line(std::string_view(part.begin(), part.end()));
    if (const auto at = place_of_file(line)) line.insert(*at, folder.string() + "/");
    text += (text.empty() ? "" : "\n") + line;
  }
  return text;
}

class Builder {
 public:
  Builder(const AppSource& app, BuildTarget target, Rebuild rebuild, const Toolchains& toolchains,
          const Fingerprints& fingerprints, Progress& progress)
      : app_(app),
        target_(target),
        rebuild_(rebuild),
        toolchains_(toolchains),
        fingerprints_(fingerprints),
        progress_(progress),
        modules_(app.modules.size()),
        errors_(app.modules.size()) {
    for (const ModuleSource& source : app.modules) states_.emplace_back(app, source, target);
  }

  Result<std::vector<BuiltModule>> build() {
    std::vector<Step> steps;
    for (std::size_t i = 0; i < app_.modules.size(); ++i)
      steps.push_back({.after = callees_of(i), .run = [this, i] { return run(i); }});
    const std::vector<StepEnd> ends = run_steps(steps);
    if (std::ranges::any_of(ends, [](StepEnd end) { return end != StepEnd::kSucceeded; }))
      return failure(ends);
    MODUS_CHECK(check());
    for (const BuildState& state : states_) MODUS_CHECK(state.place());
    MODUS_CHECK(remove_stale());
    return std::move(modules_);
  }

 private:
  Result<void> check() const {
    std::vector<fs::path> wasm;
    for (const BuildState& state : states_) wasm.push_back(state.wasm());
    return check_modules(app_, wasm);
  }

  std::vector<std::size_t> callees_of(std::size_t module) const {
    std::vector<std::size_t> callees;
    for (const std::string& name : app_.modules[module].calls) {
      const auto callee = std::ranges::find(app_.modules, name, &ModuleSource::name);
      callees.push_back(static_cast<std::size_t>(callee - app_.modules.begin()));
    }
    return callees;
  }

  // Nothing may throw on a thread of the steps.
  StepEnd run(std::size_t module) {
    Result<void> built;
    try {
      built = build_one(module);
    } catch (const std::exception& error) {
      built = fail(ErrorCode::kUnavailable, "{}", error.what());
    }
    if (built) return StepEnd::kSucceeded;
    errors_[module] = built.error().within(app_.modules[module].name);
    return StepEnd::kFailed;
  }

  Result<void> build_one(std::size_t index) {
    const ModuleSource& source = app_.modules[index];
    const BuildState& state = states_[index];
    const auto started = std::chrono::steady_clock::now();
    const auto started_at = fs::file_time_type::clock::now();
    MODUS_CHECK(write_module_clients(source, built_callees(index)));
    MODUS_TRY(fingerprint, fingerprints_.of(source));
    BuiltModule& module = modules_[index];
    module.name = source.name;
    module.wasm = app_.build_folder / (source.name + ".wasm");
    if (const auto known = state.find(fingerprint); known && rebuild_ == Rebuild::kChanged) {
      module.functions = *known;
      module.is_new = false;
      return {};
    }
    auto compiled = compile_module(source, target_, toolchains_, state.work_folder());
    if (!compiled) {
      const Error& error = compiled.error();
      return fail(error.code(), "{}", seen_from_app(error.describe(), relative_folder(source)));
    }
    MODUS_CHECK(state.keep(*compiled, fingerprint, started_at));
    module.functions = compiled->functions;
    tell(source, *compiled, fs::file_size(state.wasm()), started);
    return {};
  }

  std::vector<BuiltCallee> built_callees(std::size_t module) const {
    std::vector<BuiltCallee> callees;
    for (const std::size_t callee : callees_of(module))
      callees.push_back({app_.modules[callee].name, states_[callee].wasm()});
    return callees;
  }

  fs::path relative_folder(const ModuleSource& source) const {
    return source.folder.lexically_relative(app_.folder);
  }

  void tell(const ModuleSource& source, const CompiledModule& compiled, std::uintmax_t bytes,
            std::chrono::steady_clock::time_point started) {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started;
    const std::string built =
        fmt::format("Built {} ({:.1f} KB, {} function{}) in {:.1f} s", source.name,
                    static_cast<double>(bytes) / 1024, compiled.functions,
                    compiled.functions == 1 ? "" : "s", elapsed.count());
    progress_.say([&](Terminal& terminal) {
      if (!compiled.warnings.empty()) {
        terminal.line(fmt::format("{}:\n{}", source.name,
                                  seen_from_app(compiled.warnings, relative_folder(source))));
      }
      terminal.success(built);
    });
  }

  std::unexpected<Error> failure(const std::vector<StepEnd>& ends) const {
    std::string text;
    std::vector<std::string_view> skipped;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (errors_[i])
        text += fmt::format("{}{}", text.empty() ? "" : "\n\n", errors_[i]->describe());
      if (ends[i] == StepEnd::kSkipped) skipped.push_back(app_.modules[i].name);
    }
    if (!skipped.empty()) {
      text += fmt::format("\n\nnot built, because {} what failed: {}",
                          skipped.size() == 1 ? "it calls" : "they call", fmt::join(skipped, ", "));
    }
    return fail(ErrorCode::kInvalidArgument, "{}", text);
  }

  // What is left of modules of which modus.json no longer tells.
  Result<void> remove_stale() const {
    MODUS_CHECK(remove_others(app_.build_folder, [this](const fs::path& path) {
      return path.extension() != ".wasm" || is_module(path.stem().string());
    }));
    constexpr std::array kTargets{BuildTarget::kRelease, BuildTarget::kDebug};
    MODUS_CHECK(remove_others(BuildState::root(app_), [&](const fs::path& path) {
      return std::ranges::find(kTargets, path.filename().string(), to_string) != kTargets.end();
    }));
    for (const BuildTarget target : kTargets) {
      MODUS_CHECK(remove_others(BuildState::root(app_, target), [this](const fs::path& path) {
        return is_module(path.filename().string());
      }));
    }
    return {};
  }

  bool is_module(std::string_view name) const { return app_.manifest.find_module(name) != nullptr; }

  template <class Stays>
  static Result<void> remove_others(const fs::path& folder, const Stays& stays) {
    std::error_code error;
    std::vector<fs::path> others;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      if (!stays(entry->path())) others.push_back(entry->path());
    }
    for (std::size_t i = 0; !error && i < others.size(); ++i) fs::remove_all(others[i], error);
    if (!error || error == std::errc::no_such_file_or_directory) return {};
    return fail(ErrorCode::kUnavailable, "cannot remove what belongs to no module from {}: {}",
                folder.string(), error.message());
  }

  const AppSource& app_;
  const BuildTarget target_;
  const Rebuild rebuild_;
  const Toolchains& toolchains_;
  const Fingerprints& fingerprints_;
  Progress& progress_;
  std::deque<BuildState> states_;             // of the modules, in step
  std::vector<BuiltModule> modules_;          // likewise; each written by its step alone
  std::vector<std::optional<Error>> errors_;  // likewise
};

// Files that look as if they were the app's, but are not read.
void warn_of_unused(const AppSource& app, Terminal& terminal) {
  if (fs::exists(app.folder / "assembly")) {
    terminal.warning("assembly/ in the app's folder belongs to no module, so it is not built");
  }
  for (const ModuleSource& module : app.modules) {
    if (fs::exists(module.folder / "modus.json")) {
      terminal.warning(
          fmt::format("{} is not read: the modus.json of the app's folder holds for all modules",
                      (module.folder.lexically_relative(app.folder) / "modus.json").string()));
    }
  }
}

}  // namespace

Result<std::vector<BuiltModule>> build_modules(const AppSource& app, BuildTarget target,
                                               Rebuild rebuild, Terminal& terminal) {
  warn_of_unused(app, terminal);
  MODUS_TRY(toolchains, prepare_toolchains(app.modules, terminal));
  MODUS_TRY(fingerprints, Fingerprints::read(app, target, toolchains));
  Progress progress(terminal, fmt::format("Building {}", fs::proximate(app.folder).string()));
  return Builder(app, target, rebuild, toolchains, fingerprints, progress).build();
}

}  // namespace modus::cli
