// SPDX-License-Identifier: Apache-2.0
// Watches what an app is made of, the files that its modus.json names included.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <vector>

#include "runtime/app/watcher.h"
#include "runtime/base/loop.h"

namespace modus::cli {

/// Belongs to the loop's thread.
class AppWatcher {
 public:
  using OnChange = std::move_only_function<void(const std::vector<std::filesystem::path>&)>;

  /// `options` says what is watched besides, and how; its files must count modus.json, which lies
  /// in `folder`.
  AppWatcher(Loop& loop, std::filesystem::path folder, app::WatchOptions options,
             OnChange on_change);

 private:
  /// With folders, which end with a slash.
  std::set<std::filesystem::path> named_files() const;
  bool is_named(const std::filesystem::path& path) const;
  void watch();
  void changed(const std::vector<std::filesystem::path>& paths);

  Loop& loop_;
  const std::filesystem::path folder_;
  const app::WatchOptions options_;
  OnChange on_change_;
  std::set<std::filesystem::path> named_;
  std::optional<app::Watcher> watcher_;
};

}  // namespace modus::cli
