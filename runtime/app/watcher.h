// SPDX-License-Identifier: Apache-2.0
// Notices changed files, for `modus dev` and for hot reload of a build folder.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "runtime/base/loop.h"

namespace modus::app {

enum class WatchDepth { kFlat, kRecursive };

/// A folder or a file to watch. It need not exist yet.
struct WatchRoot {
  std::filesystem::path path;
  WatchDepth depth = WatchDepth::kFlat;
};

enum class WatchMethod {
  kAuto,  // inotify, or polling where the kernel or the file system does not report changes
  kPoll,
};

struct WatchOptions {
  std::vector<WatchRoot> roots = {};
  /// Which files count; all when null. Called on the loop, with the root's path as its prefix.
  std::function<bool(const std::filesystem::path&)> includes = nullptr;
  /// Which folders below a recursive root are entered; all when null.
  std::function<bool(const std::filesystem::path&)> enters = nullptr;
  std::chrono::milliseconds quiet{100};  // changes are reported when none came for that long
  std::chrono::milliseconds poll_interval{500};
  WatchMethod method = WatchMethod::kAuto;
};

/// Reports files that were added, changed or removed since the last report (at first: since
/// construction). What the file system announces only decides when to look: the report is the
/// difference between two looks, so a temporary file that came and went, a save by rename, or lost
/// announcements make no difference. Belongs to the loop's thread, from construction to
/// destruction.
class Watcher {
 public:
  /// Called on the loop with the sorted paths, at least one. May destroy the Watcher.
  using OnChange = std::move_only_function<void(const std::vector<std::filesystem::path>&)>;

  Watcher(Loop& loop, WatchOptions options, OnChange on_change);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace modus::app
