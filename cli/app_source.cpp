// SPDX-License-Identifier: Apache-2.0
#include "cli/app_source.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "cli/toolchain.h"
#include "runtime/app/app_folder.h"
#include "runtime/app/manifest_paths.h"
#include "runtime/app/read_file.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

Result<app::Manifest> read_manifest(const fs::path& folder) {
  if (!fs::is_directory(folder))
    return fail(ErrorCode::kNotFound, "there is no folder {}", folder.string());
  const fs::path file = folder / "modus.json";
  if (!fs::exists(file)) {
    return fail(ErrorCode::kNotFound,
                "{} is no app: it holds no modus.json. Make an app with \"modus new\"",
                folder.string());
  }
  MODUS_TRY(text, app::read_file(file, app::AppFolderLimits{}.max_manifest_bytes));
  return app::Manifest::parse(text);
}

bool holds_go_sources(const fs::path& folder) {
  std::error_code error;
  return std::ranges::any_of(
      fs::directory_iterator(folder, error),
      [](const fs::directory_entry& entry) { return entry.path().extension() == ".go"; });
}

std::optional<Language> language_of(const fs::path& folder) {
  if (fs::exists(folder / "package.json")) return Language::kAssemblyScript;
  if (fs::exists(folder / "go.mod")) return Language::kGo;
  if (holds_go_sources(folder) && find_go_module(folder)) return Language::kGo;
  return std::nullopt;
}

// Where symbolic links lead counts, too.
Result<void> check_within(const app::Module& module, const fs::path& folder, const fs::path& app) {
  std::error_code error;
  const fs::path real = fs::canonical(folder, error);
  const fs::path root = fs::canonical(app, error);
  if (!error && !app::leads_outside(real.lexically_relative(root))) return {};
  return fail(
      ErrorCode::kInvalidArgument,
      "modus.json: modules.{} is \"{}\", which leads out of the app's folder to {}; move the "
      "module into it",
      module.name, module.path, real.string());
}

Result<ModuleSource> find_module(const app::Module& module, const fs::path& app) {
  const fs::path folder = app / module.path;
  if (!fs::is_directory(folder)) {
    return fail(
        ErrorCode::kNotFound,
        "modus.json: modules.{} is \"{}\", but there is no such folder; correct the path, or "
        "take the entry out and run \"modus new module {}\"",
        module.name, module.path, module.name);
  }
  MODUS_CHECK(check_within(module, folder, app));
  const auto language = language_of(folder);
  if (!language) {
    return fail(
        ErrorCode::kNotFound,
        "{} is no module: it holds neither a package.json (AssemblyScript) nor a go.mod (Go)",
        folder.string());
  }
  return ModuleSource{
      .name = module.name, .folder = folder, .language = *language, .calls = module.calls};
}

// What the original's build tool generated; the build passes it over.
bool is_left_over(std::string_view go_file) {
  return go_file.ends_with("_generated.go") &&
         (go_file.starts_with("modus") || go_file.starts_with("hyp"));
}

}  // namespace

Result<AppSource> read_app_source(const fs::path& folder) {
  AppSource app;
  app.folder = fs::absolute(folder).lexically_normal();
  if (!app.folder.has_filename()) app.folder = app.folder.parent_path();
  app.build_folder = app.folder / "build";
  app.state_folder = app.build_folder;
  MODUS_TRY(manifest, read_manifest(app.folder));
  app.manifest = std::move(manifest);
  if (!app.has_several_modules()) {
    const auto language = language_of(app.folder);
    if (!language) {
      return fail(
          ErrorCode::kNotFound,
          "{} is no app: it holds neither a package.json (AssemblyScript) nor a go.mod (Go; it may "
          "lie above sources that are here), "
          "and its modus.json lists no \"modules\". Make one with \"modus new\"",
          app.folder.string());
    }
    app.modules.push_back({.name = {}, .folder = app.folder, .language = *language, .calls = {}});
  }
  for (const app::Module& module : app.manifest.modules) {
    MODUS_TRY(found, find_module(module, app.folder));
    app.modules.push_back(std::move(found));
  }
  for (ModuleSource& module : app.modules) module.go_compiler = app.manifest.go_compiler;
  return app;
}

bool is_app_source(const fs::path& folder) {
  if (language_of(folder)) return true;
  const auto manifest = read_manifest(folder);
  return manifest && std::ranges::any_of(manifest->modules, [&folder](const app::Module& module) {
           return fs::is_directory(folder / module.path);
         });
}

bool is_source(const fs::path& path) {
  constexpr std::array<std::string_view, 8> kDecide{
      "asconfig.json", "tsconfig.json", "package.json", "package-lock.json",
      "go.mod",        "go.sum",        "go.work",      "go.work.sum"};
  const std::string name = path.filename().string();
  if (path.extension() == ".go") return !name.ends_with("_test.go") && !is_left_over(name);
  return path.extension() == ".ts" || std::ranges::count(kDecide, name) > 0;
}

}  // namespace modus::cli
