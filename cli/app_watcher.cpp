// SPDX-License-Identifier: Apache-2.0
#include "cli/app_watcher.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "cli/app_source.h"
#include "runtime/app/app_folder.h"
#include "runtime/app/manifest.h"
#include "runtime/app/manifest_paths.h"
#include "runtime/app/read_file.h"

namespace modus::cli {
namespace fs = std::filesystem;

AppWatcher::AppWatcher(Loop& loop, fs::path folder, MakeOptions make_options, OnChange on_change)
    : loop_(loop),
      folder_(std::move(folder)),
      make_options_(std::move(make_options)),
      on_change_(std::move(on_change)),
      named_(read_named()) {
  watch();
}

// A manifest that cannot be read names none; what is wrong with it is said when the app is loaded.
AppWatcher::Named AppWatcher::read_named() const {
  const auto text =
      app::read_file(folder_ / "modus.json", app::AppFolderLimits{}.max_manifest_bytes);
  auto manifest = text ? app::Manifest::parse(*text) : std::unexpected(text.error());
  Named named;
  if (!manifest) return named;
  for (const std::string& file : manifest->files())
    named.files.insert((folder_ / file).lexically_normal());
  for (const std::string& folder : manifest->folders())
    named.files.insert((folder_ / folder / "").lexically_normal());
  named.modules = std::move(manifest->modules);
  return named;
}

bool AppWatcher::is_named(const fs::path& path) const {
  return std::ranges::any_of(named_.files, [&](const fs::path& named) {
    return named.has_filename() ? path == named : path.string().starts_with(named.string());
  });
}

void AppWatcher::watch() {
  app::WatchOptions options = make_options_(named_.modules);
  for (const fs::path& named : named_.files) {
    if (named.has_filename()) {
      options.roots.push_back({named});
    } else {
      options.roots.push_back({named.parent_path(), app::WatchDepth::kRecursive});
    }
  }
  options.includes = [this, includes = std::move(options.includes)](const fs::path& path) {
    return includes(path) || is_named(path);
  };
  roots_ = options.roots;
  includes_ = options.includes;
  watcher_.emplace(loop_, std::move(options), [this](const auto& paths) { changed(paths); });
}

bool AppWatcher::is_watched(const fs::path& file) const {
  return includes_(file) && std::ranges::any_of(roots_, [&](const app::WatchRoot& root) {
           std::error_code error;
           const fs::path below = file.lexically_relative(fs::weakly_canonical(root.path, error));
           if (error || app::leads_outside(below)) return false;
           return root.depth == app::WatchDepth::kRecursive || !below.has_parent_path();
         });
}

bool AppWatcher::is_input(const fs::path& file) const {
  return is_source(file) || inputs_.contains(file) || data_folders_.contains(file.parent_path());
}

// By a watcher of its own, so that the other goes on with what it saw last.
void AppWatcher::watch_inputs(const std::vector<fs::path>& files) {
  std::set<fs::path> inputs;
  std::ranges::copy_if(files, std::inserter(inputs, inputs.end()),
                       [this](const fs::path& file) { return !is_watched(file); });
  if (inputs == inputs_) return;
  inputs_ = std::move(inputs);
  std::set<fs::path> folders;
  for (const fs::path& file : inputs_) folders.insert(file.parent_path());
  data_folders_ = folders;
  for (const fs::path& file : files) {
    if (is_source(file)) data_folders_.erase(file.parent_path());
  }
  app::WatchOptions options{
      .includes = [this](const fs::path& path) { return is_input(path) && !is_watched(path); }};
  for (const fs::path& folder : folders) options.roots.push_back({folder});
  input_watcher_.emplace(loop_, std::move(options), [this](const auto& paths) { changed(paths); });
}

void AppWatcher::changed(const std::vector<fs::path>& paths) {
  if (auto named = read_named(); named != named_) {
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
