// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/app_folder.h"

#include <algorithm>
#include <system_error>
#include <vector>

#include "runtime/app/read_file.h"

namespace modus::app {
namespace {

namespace fs = std::filesystem;

Result<std::vector<fs::path>> find_modules(const fs::path& folder) {
  std::vector<fs::path> modules;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (entry->path().extension() == ".wasm" && !entry->is_directory(ignored))
      modules.push_back(entry->path());
  }
  if (error == std::errc::no_such_file_or_directory)
    return fail(ErrorCode::kNotFound, "there is no folder {}; run \"modus build\" first",
                folder.string());
  if (error)
    return fail(ErrorCode::kUnavailable, "cannot list {}: {}", folder.string(), error.message());
  std::ranges::sort(modules);
  return modules;
}

}  // namespace

Result<AppFolder> read_app_folder(const fs::path& folder, const AppFolderLimits& limits) {
  MODUS_TRY(modules, find_modules(folder));
  if (modules.empty())
    return fail(ErrorCode::kNotFound, "{} holds no .wasm file; run \"modus build\" first",
                folder.string());
  if (modules.size() > 1) {
    std::string names;
    for (const fs::path& module : modules)
      names += (names.empty() ? "" : ", ") + module.filename().string();
    return fail(ErrorCode::kInvalidArgument,
                "{} holds several .wasm files ({}); remove all but the app's own", folder.string(),
                names);
  }

  AppFolder app;
  app.manifest_path = folder / "modus.json";
  app.module_path = modules.front();
  auto manifest = read_file(app.manifest_path, limits.max_manifest_bytes);
  if (!manifest && manifest.error().code() == ErrorCode::kNotFound)
    return fail(ErrorCode::kNotFound, "{} holds no modus.json; run \"modus build\" first",
                folder.string());
  if (!manifest) return std::unexpected(std::move(manifest).error());
  MODUS_TRY(module, read_file(app.module_path, limits.max_module_bytes));
  app.manifest = std::move(*manifest);
  app.module = std::move(module);
  return app;
}

}  // namespace modus::app
