// SPDX-License-Identifier: Apache-2.0
#include "cli/app_builder.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/paths.h"
#include "cli/process.h"
#include "cli/toolchain.h"
#include "runtime/app/app_folder.h"
#include "runtime/app/manifest.h"
#include "runtime/app/read_file.h"
#include "runtime/json/json.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

enum class Language { kAssemblyScript, kGo };

struct CheckedApp {
  app::Manifest manifest;
  Language language;
};

Result<Language> language_of(const fs::path& folder) {
  if (fs::exists(folder / "package.json")) return Language::kAssemblyScript;
  if (find_go_module(folder)) return Language::kGo;
  return fail(
      ErrorCode::kNotFound,
      "{} is no app: it holds no package.json (AssemblyScript), and neither it nor a folder "
      "above it holds a go.mod (Go). Make one with \"modus new\"",
      folder.string());
}

Result<CheckedApp> check_app(const fs::path& folder) {
  if (!fs::is_directory(folder))
    return fail(ErrorCode::kNotFound, "there is no folder {}", folder.string());
  const fs::path manifest = folder / "modus.json";
  if (!fs::exists(manifest)) {
    return fail(ErrorCode::kNotFound,
                "{} is no app: it holds no modus.json. Make an app with \"modus new\"",
                folder.string());
  }
  MODUS_TRY(text, app::read_file(manifest, app::AppFolderLimits{}.max_manifest_bytes));
  MODUS_TRY(parsed, app::Manifest::parse(text));
  MODUS_TRY(language, language_of(folder));
  return CheckedApp{std::move(parsed), language};
}

// The command that compiles an app, with the compiler it needs brought.
Result<std::vector<std::string>> build_command(Language language, const fs::path& app,
                                               BuildTarget target, const GoCompiler& compiler,
                                               Terminal& terminal) {
  const std::string out = (app / "build").string();
  const std::string kind = target == BuildTarget::kRelease ? "release" : "debug";
  if (language == Language::kGo) {
    MODUS_TRY(go, prepare_go(terminal));
    return std::vector<std::string>{
        go.builder.string(), "-app", app.string(), "-sdk",  go.sdk.string(), "-out", out,
        "-target",           kind,   "-compiler",  compiler};
  }
  if (!compiler.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                "--compiler is for apps in Go, and this one is in AssemblyScript");
  }
  MODUS_TRY(sdk, prepare_assemblyscript(terminal));
  return std::vector<std::string>{
      "node", (sdk / "build/build.mjs").string(), "--app", app.string(), "--out", out, "--target",
      kind};
}

// Runs one of the SDK's build tools; the last line of its output tells what it made.
Result<json::Object> run_tool(std::vector<std::string> command, const fs::path& folder,
                              Terminal& terminal) {
  MODUS_TRY(finished, run_process(command, folder));
  if (!finished.succeeded()) {
    while (finished.errors.ends_with('\n')) finished.errors.pop_back();
    return fail(ErrorCode::kInvalidArgument, "the build failed\n{}", finished.errors);
  }
  if (!finished.errors.empty())
    terminal.line(finished.errors.substr(0, finished.errors.find_last_not_of('\n') + 1));
  const std::size_t end = finished.output.find_last_not_of('\n');
  const std::size_t start = finished.output.rfind('\n', end) + 1;
  MODUS_TRY(report, json::parse(std::string_view(finished.output).substr(start)));
  if (!report.is_object()) return fail(ErrorCode::kInternal, "the build tool gave no report");
  return std::move(report.get_object());
}

// Replaces the file in one step.
Result<void> place_file(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (!fs::is_regular_file(from, error))
    return fail(ErrorCode::kNotFound, "there is no file {}, which modus.json names", from.string());
  const fs::path temporary = to.parent_path() / fmt::format(".{}.tmp", to.filename().string());
  fs::create_directories(temporary.parent_path(), error);
  if (!error) fs::copy_file(from, temporary, fs::copy_options::overwrite_existing, error);
  if (!error) fs::rename(temporary, to, error);
  if (!error) return {};
  return fail(ErrorCode::kUnavailable, "cannot copy {} to {}: {}", from.string(), to.string(),
              error.message());
}

// With what is gone from the one gone from the other.
Result<void> place_folder(const fs::path& from, const fs::path& to) {
  MODUS_TRY(files, app::files_of_site(from));
  std::error_code error;
  fs::create_directories(to, error);
  for (const fs::path& file : files) MODUS_CHECK(place_file(from / file, to / file));
  MODUS_TRY(copies, app::files_of_site(to));
  for (const fs::path& copy : copies)
    if (!std::ranges::binary_search(files, copy)) fs::remove(to / copy, error);
  return {};
}

// What the manifest names goes with it, and before modus.json does, so that a runtime that watches
// the build folder finds all of a version.
Result<void> place_files(const app::Manifest& manifest, const fs::path& from, const fs::path& to) {
  for (const std::string& file : manifest.files()) MODUS_CHECK(place_file(from / file, to / file));
  for (const std::string& folder : manifest.folders())
    MODUS_CHECK(place_folder(from / folder, to / folder));
  return {};
}

}  // namespace

Result<BuiltApp> build_app(const fs::path& folder, BuildTarget target, Terminal& terminal,
                           const GoCompiler& compiler) {
  const fs::path app = fs::absolute(folder).lexically_normal();
  MODUS_TRY(checked, check_app(app));
  MODUS_CHECK(place_files(checked.manifest, app, app / "build"));
  MODUS_TRY(command, build_command(checked.language, app, target, compiler, terminal));
  Progress progress(terminal, fmt::format("Building {}", folder.string()));
  MODUS_TRY(report, run_tool(std::move(command), app, terminal));
  const auto module = json::find_string(report, "wasm");
  const auto* const functions = json::find_array(report, "functions");
  if (!module || functions == nullptr)
    return fail(ErrorCode::kInternal, "the build tool did not say what it built");
  BuiltApp built{.folder = app / "build", .module = *module, .functions = functions->size()};
  built.bytes = fs::file_size(built.module);
  built.duration = progress.elapsed();
  return built;
}

Result<std::vector<BuiltTest>> build_tests(const fs::path& folder,
                                           const std::vector<std::string>& patterns,
                                           Terminal& terminal) {
  MODUS_CHECK(check_app(folder));
  MODUS_TRY(sdk, prepare_assemblyscript(terminal));
  const Progress progress(terminal, "Building the tests");
  std::vector<std::string> command{
      "node",  (sdk / "build/build_tests.mjs").string(), "--app", folder.string(),
      "--out", (folder / "build/tests").string(),        "--"};
  command.insert(command.end(), patterns.begin(), patterns.end());
  MODUS_TRY(report, run_tool(std::move(command), folder, terminal));
  const auto* const tests = json::find_array(report, "tests");
  std::vector<BuiltTest> built;
  for (const json::Value& test : tests == nullptr ? json::Array() : *tests) {
    const auto* const object = test.if_object();
    const auto file = object ? json::find_string(*object, "file") : std::nullopt;
    const auto module = object ? json::find_string(*object, "wasm") : std::nullopt;
    if (!file || !module)
      return fail(ErrorCode::kInternal, "the build tool did not say what it built");
    built.push_back({*file, *module});
  }
  return built;
}

bool is_go_app(const fs::path& folder) {
  const auto language = language_of(folder);
  return language && *language == Language::kGo;
}

Result<ProcessResult> run_go_tests(const fs::path& folder,
                                   const std::vector<std::string>& arguments, Terminal& terminal) {
  MODUS_CHECK(check_app(folder));
  MODUS_TRY(go, prepare_go(terminal));
  const Progress progress(terminal, "Running the tests with Go");
  std::vector<std::string> command{go.builder.string(), "-test", "-app", folder.string(), "-sdk",
                                   go.sdk.string(),     "--"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_process(command, folder);
}

std::string describe(const BuiltApp& app) {
  return fmt::format("Built {} ({:.1f} KB, {} function{}) in {:.1f} s",
                     fs::proximate(app.module).string(), static_cast<double>(app.bytes) / 1024,
                     app.functions, app.functions == 1 ? "" : "s",
                     static_cast<double>(app.duration.count()) / 1000);
}

}  // namespace modus::cli
