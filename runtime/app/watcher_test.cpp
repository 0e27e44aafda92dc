// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/watcher.h"

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <set>

#include <gtest/gtest.h>

#include "runtime/app/temporary_folder_for_test.h"

namespace modus::app {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Names = std::set<std::string>;

/// A Watcher on a loop of its own, whose reports can be waited for.
class Watching {
 public:
  explicit Watching(WatchOptions options, std::chrono::milliseconds quiet = 40ms) : loops_(1) {
    options.quiet = quiet;
    options.poll_interval = 40ms;
    on_loop([&] {
      watcher_.emplace(loops_[0], std::move(options), [this](const std::vector<fs::path>& paths) {
        const std::lock_guard lock(mutex_);
        ++reports_;
        for (const fs::path& path : paths) seen_.insert(path.filename().string());
        arrived_.notify_all();
      });
    });
  }
  ~Watching() {
    on_loop([&] { watcher_.reset(); });
  }

  /// Waits until all of `names` are reported (or a minute has passed) and forgets them.
  Names wait_for(const Names& names) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, 60s, [&] { return std::ranges::includes(seen_, names); });
    return std::exchange(seen_, {});
  }

  int reports() {
    const std::lock_guard lock(mutex_);
    return reports_;
  }

 private:
  void on_loop(Task task) {
    std::promise<void> done;
    loops_[0].post([&] {
      task();
      done.set_value();
    });
    done.get_future().wait();
  }

  LoopThreads loops_;
  std::optional<Watcher> watcher_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  Names seen_;
  int reports_ = 0;
};

bool is_source(const fs::path& path) { return path.extension() == ".ts"; }

class WatcherBothWays : public testing::TestWithParam<WatchMethod> {};

TEST_P(WatcherBothWays, ReportsAddedChangedAndRemovedFiles) {
  const TemporaryFolder folder;
  folder.write("old.ts", "1");
  Watching watching({.roots = {{folder.path()}}, .includes = is_source, .method = GetParam()});
  folder.write("new.ts", "1");
  EXPECT_EQ(watching.wait_for({"new.ts"}), Names{"new.ts"});
  folder.write("old.ts", "2");
  EXPECT_EQ(watching.wait_for({"old.ts"}), Names{"old.ts"});
  fs::remove(folder.path() / "new.ts");
  EXPECT_EQ(watching.wait_for({"new.ts"}), Names{"new.ts"});
}

TEST_P(WatcherBothWays, SurvivesSavesByRename) {
  const TemporaryFolder folder;
  folder.write("a.ts", "1");
  Watching watching({.roots = {{folder.path() / "a.ts"}}, .method = GetParam()});
  for (int i = 0; i < 3; ++i) {
    fs::rename(folder.write(".a.ts.swp", std::to_string(i)), folder.path() / "a.ts");
    EXPECT_EQ(watching.wait_for({"a.ts"}), Names{"a.ts"}) << i;
  }
}

TEST_P(WatcherBothWays, FollowsFoldersThatAppearLater) {
  const TemporaryFolder folder;
  const WatchRoot root{folder.path() / "app" / "assembly", WatchDepth::kRecursive};
  Watching watching({.roots = {root}, .includes = is_source, .method = GetParam()});
  folder.write("app/assembly/deep/er/a.ts", "1");
  EXPECT_EQ(watching.wait_for({"a.ts"}), Names{"a.ts"});
  folder.write("app/assembly/deep/er/a.ts", "22");
  EXPECT_EQ(watching.wait_for({"a.ts"}), Names{"a.ts"});
  fs::remove_all(folder.path() / "app");
  EXPECT_EQ(watching.wait_for({"a.ts"}), Names{"a.ts"});
  folder.write("app/assembly/b.ts", "1");
  EXPECT_EQ(watching.wait_for({"b.ts"}), Names{"b.ts"});
}

INSTANTIATE_TEST_SUITE_P(Methods, WatcherBothWays,
                         testing::Values(WatchMethod::kAuto, WatchMethod::kPoll));

TEST(Watcher, ReportsABurstOnceAndOnlyWhatCounts) {
  const TemporaryFolder folder;
  // Longer than a busy machine pauses between two writes.
  Watching watching({.roots = {{folder.path()}}, .includes = is_source}, 2s);
  Names expected;
  for (int i = 0; i < 50; ++i) {
    const std::string name = std::to_string(i) + ".ts";
    folder.write(name, "x");
    folder.write("noise.txt", name);
    fs::remove(folder.write("gone.ts", name));
    expected.insert(name);
  }
  EXPECT_EQ(watching.wait_for(expected), expected);
  EXPECT_EQ(watching.reports(), 1);
}

TEST(Watcher, AFlatRootDoesNotLookIntoItsFolders) {
  const TemporaryFolder folder;
  folder.write("inner/a.ts", "1");
  Watching watching({.roots = {{folder.path()}}, .includes = is_source});
  folder.write("inner/a.ts", "2");
  folder.write("b.ts", "1");
  EXPECT_EQ(watching.wait_for({"b.ts"}), Names{"b.ts"});
}

TEST(Watcher, EntersOnlyTheFoldersItMay) {
  const TemporaryFolder folder;
  folder.write("hidden/a.ts", "1");
  Watching watching({.roots = {{folder.path(), WatchDepth::kRecursive}},
                     .enters = [](const fs::path& path) { return path.filename() != "hidden"; }});
  folder.write("hidden/a.ts", "22");
  folder.write("hidden/b.ts", "1");
  folder.write("seen/hidden/c.ts", "1");
  folder.write("seen/d.ts", "1");
  EXPECT_EQ(watching.wait_for({"d.ts"}), Names{"d.ts"});
}

TEST(Watcher, AnEndlessChangeDoesNotHoldBackTheReport) {
  const TemporaryFolder folder;
  Watching watching({.roots = {{folder.path()}}});
  const auto end = std::chrono::steady_clock::now() + 2s;
  while (watching.reports() == 0 && std::chrono::steady_clock::now() < end) {
    folder.write("log.txt", "x");
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_GE(watching.reports(), 1);
}

TEST(Watcher, MayBeDestroyedByItsOwnReport) {
  const TemporaryFolder folder;
  LoopThreads loops(1);
  std::unique_ptr<Watcher> watcher;
  std::promise<void> started, reported;
  loops[0].post([&] {
    watcher =
        std::make_unique<Watcher>(loops[0], WatchOptions{.roots = {{folder.path()}}, .quiet = 20ms},
                                  [&](const std::vector<fs::path>&) {
                                    watcher.reset();
                                    reported.set_value();
                                  });
    started.set_value();
  });
  started.get_future().wait();
  folder.write("a", "1");
  EXPECT_EQ(reported.get_future().wait_for(5s), std::future_status::ready);
}

}  // namespace
}  // namespace modus::app
