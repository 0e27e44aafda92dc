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

Result<Manifest> read_manifest(const fs::path& folder, const AppFolderLimits& limits) {
  auto text = read_file(folder / "modus.json", limits.max_manifest_bytes);
  if (!text && text.error().code() == ErrorCode::kNotFound)
    return fail(ErrorCode::kNotFound, "{} holds no modus.json; run \"modus build\" first",
                folder.string());
  if (!text) return std::unexpected(std::move(text).error());
  return Manifest::parse(*text);
}

// The one that is there.
Result<std::vector<ModuleFile>> only_module(const fs::path& folder,
                                            const std::vector<fs::path>& found) {
  if (found.size() == 1) return std::vector{ModuleFile{.name = {}, .path = found[0], .wasm = {}}};
  std::string names;
  for (const fs::path& module : found)
    names += (names.empty() ? "" : ", ") + module.filename().string();
  return fail(ErrorCode::kInvalidArgument,
              "{} holds several .wasm files ({}); remove all but the app's own", folder.string(),
              names);
}

// Those of the manifest. What else lies there is left from before.
Result<std::vector<ModuleFile>> listed_modules(const fs::path& folder, const Manifest& manifest,
                                               const std::vector<fs::path>& found) {
  std::vector<ModuleFile> modules;
  for (const Module& module : manifest.modules) {
    const fs::path path = folder / (module.name + ".wasm");
    if (!std::ranges::binary_search(found, path)) {
      return fail(ErrorCode::kNotFound,
                  "{} holds no {}.wasm for the module \"{}\" that modus.json lists; run \"modus "
                  "build\"",
                  folder.string(), module.name, module.name);
    }
    modules.push_back({.name = module.name, .path = path, .wasm = {}});
  }
  return modules;
}

}  // namespace

Result<AppFolder> read_app_folder(const fs::path& folder, const AppFolderLimits& limits) {
  MODUS_TRY(found, find_modules(folder));
  if (found.empty())
    return fail(ErrorCode::kNotFound, "{} holds no .wasm file; run \"modus build\" first",
                folder.string());
  MODUS_TRY(manifest, read_manifest(folder, limits));
  MODUS_TRY(modules, manifest.modules.empty() ? only_module(folder, found)
                                              : listed_modules(folder, manifest, found));
  for (ModuleFile& module : modules) {
    MODUS_TRY(wasm, read_file(module.path, limits.max_module_bytes));
    module.wasm = std::move(wasm);
  }
  return AppFolder{folder / "modus.json", std::move(manifest), std::move(modules)};
}

}  // namespace modus::app
