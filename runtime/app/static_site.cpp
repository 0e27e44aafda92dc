// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/static_site.h"

#include <algorithm>
#include <array>
#include <system_error>

#include "runtime/app/manifest_paths.h"

namespace modus::app {
namespace fs = std::filesystem;

Result<StaticSite> StaticSite::read(const ManifestNode& node, std::string_view name) {
  StaticSite site{.name = std::string(name), .path = {}, .folder = {}};
  MODUS_TRY(path, read_url_path(node));
  site.path = std::move(path);
  if (!site.path.ends_with('/')) site.path += '/';
  MODUS_TRY(folder, node.required_string("folder"));
  const auto first = fs::path(folder).lexically_normal().begin()->string();
  if (leads_outside(folder) || first == "." || first == "build") {
    return node.wrong(
        "folder", R"(is "{}"; it must be a folder of its own below that of modus.json)", folder);
  }
  site.folder = std::move(folder);
  MODUS_TRY(auth, node.choice("auth", std::array<std::string_view, 1>{"none"}));
  static_cast<void>(auth);
  return site;
}

Result<std::vector<fs::path>> files_of_site(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::is_directory(fs::symlink_status(folder, error)))
    return fail(ErrorCode::kNotFound, "there is no folder {}, which modus.json names",
                folder.string());
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code gone;
    const bool hidden = entry->path().filename().string().starts_with('.');
    if (hidden) entry.disable_recursion_pending();
    if (!hidden && fs::is_regular_file(entry->symlink_status(gone)))
      files.push_back(entry->path().lexically_relative(folder));
  }
  if (error)
    return fail(ErrorCode::kUnavailable, "cannot list {}: {}", folder.string(), error.message());
  std::ranges::sort(files);
  return files;
}

}  // namespace modus::app
