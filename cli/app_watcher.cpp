// SPDX-License-Identifier: Apache-2.0
#include "cli/app_watcher.h"

#include <algorithm>
#include <utility>

#include "runtime/app/app_folder.h"
#include "runtime/app/manifest.h"
#include "runtime/app/read_file.h"

namespace modus::cli {
namespace fs = std::filesystem;

AppWatcher::AppWatcher(Loop& loop, fs::path folder, app::WatchOptions options, OnChange on_change)
    : loop_(loop),
      folder_(std::move(folder)),
      options_(std::move(options)),
      on_change_(std::move(on_change)),
      named_(named_files()) {
  watch();
}

// A manifest that cannot be read names none; what is wrong with it is said when the app is loaded.
std::set<fs::path> AppWatcher::named_files() const {
  const auto text =
      app::read_file(folder_ / "modus.json", app::AppFolderLimits{}.max_manifest_bytes);
  const auto manifest = text ? app::Manifest::parse(*text) : std::unexpected(text.error());
  std::set<fs::path> files;
  if (!manifest) return files;
  for (const std::string& file : manifest->files())
    files.insert((folder_ / file).lexically_normal());
  for (const std::string& folder : manifest->folders())
    files.insert((folder_ / folder / "").lexically_normal());
  return files;
}

bool AppWatcher::is_named(const fs::path& path) const {
  return std::ranges::any_of(named_, [&](const fs::path& named) {
    return named.has_filename() ? path == named : path.string().starts_with(named.string());
  });
}

void AppWatcher::watch() {
  app::WatchOptions options = options_;
  for (const fs::path& named : named_) {
    if (named.has_filename()) {
      options.roots.push_back({named});
    } else {
      options.roots.push_back({named.parent_path(), app::WatchDepth::kRecursive});
    }
  }
  options.includes = [this](const fs::path& path) {
    return options_.includes(path) || is_named(path);
  };
  watcher_.emplace(loop_, std::move(options), [this](const auto& paths) { changed(paths); });
}

void AppWatcher::changed(const std::vector<fs::path>& paths) {
  if (auto named = named_files(); named != named_) {
    named_ = std::move(named);
    // Not from within the watcher's own call.
    loop_.post([this, paths] {
      watch();
      on_change_(paths);
    });
  } else {
    on_change_(paths);
  }
}

}  // namespace modus::cli
