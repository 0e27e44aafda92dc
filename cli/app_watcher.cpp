// SPDX-License-Identifier: Apache-2.0
#include "cli/app_watcher.h"

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
  for (const std::string& file : manifest ? manifest->files() : std::vector<std::string>())
    files.insert((folder_ / file).lexically_normal());
  return files;
}

void AppWatcher::watch() {
  app::WatchOptions options = options_;
  for (const fs::path& file : named_) options.roots.push_back({file});
  options.includes = [this](const fs::path& path) {
    return options_.includes(path) || named_.contains(path);
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
