// SPDX-License-Identifier: Apache-2.0
// Watches what an app is made of: its folder, the files that its modus.json names, and what its
// modules take from elsewhere.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "runtime/app/modules.h"
#include "runtime/app/watcher.h"
#include "runtime/base/loop.h"

namespace modus::cli {

/// Belongs to the loop's thread.
class AppWatcher {
 public:
  using OnChange = std::move_only_function<void(const std::vector<std::filesystem::path>&)>;
  /// What is watched besides, and how, of an app with these modules.
  using MakeOptions = std::function<app::WatchOptions(const std::vector<app::Module>&)>;

  /// The files of the options must count modus.json, which lies in `folder`.
  AppWatcher(Loop& loop, std::filesystem::path folder, MakeOptions make_options,
             OnChange on_change);

  /// Files that the app was built from: those are watched, too, that are not anyway. May be called
  /// from within the OnChange.
  void watch_inputs(const std::vector<std::filesystem::path>& files);

 private:
  /// What modus.json names.
  struct Named {
    std::set<std::filesystem::path> files;  // and folders, which end with a slash
    std::vector<app::Module> modules;
    bool operator==(const Named&) const = default;
  };

  Named read_named() const;
  bool is_named(const std::filesystem::path& path) const;
  void watch();
  void changed(const std::vector<std::filesystem::path>& paths);
  bool is_watched(const std::filesystem::path& file) const;
  bool is_input(const std::filesystem::path& file) const;

  Loop& loop_;
  const std::filesystem::path folder_;
  const MakeOptions make_options_;
  OnChange on_change_;
  Named named_;
  std::vector<app::WatchRoot> roots_;
  std::function<bool(const std::filesystem::path&)> includes_;  // of the files below the roots
  std::optional<app::Watcher> watcher_;
  std::set<std::filesystem::path> inputs_;        // that are not watched anyway
  std::set<std::filesystem::path> data_folders_;  // of inputs, without sources: new files count
  std::optional<app::Watcher> input_watcher_;
};

}  // namespace modus::cli
