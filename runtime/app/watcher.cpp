// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/watcher.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>

#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>

namespace modus::app {
namespace {

namespace fs = std::filesystem;

/// Distinguishes two contents of one path. The change time moves even where a copy sets the
/// modification time back.
struct Stamp {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  std::int64_t size = 0;
  std::uint64_t inode = 0;
  auto operator<=>(const Stamp&) const = default;
};

struct Look {
  std::map<fs::path, Stamp> files;
  std::set<fs::path> folders;  // those whose entries matter, also as parents of missing roots
};

void look_at(const fs::path& path, int levels, const WatchOptions& options, Look& look) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return;
  if (S_ISREG(status.st_mode) && (!options.includes || options.includes(path))) {
    look.files.emplace(
        path, Stamp{status.st_ctim.tv_sec, status.st_ctim.tv_nsec, status.st_size, status.st_ino});
  }
  if (!S_ISDIR(status.st_mode) || levels == 0) return;
  look.folders.insert(path);
  std::error_code error;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    const bool is_folder = entry->is_directory(ignored);
    if (is_folder && entry->is_symlink(ignored)) continue;
    if (is_folder && options.enters && !options.enters(entry->path())) continue;
    look_at(entry->path(), levels - 1, options, look);
  }
}

Look look_around(const WatchOptions& options) {
  constexpr int kMaxLevels = 64;
  Look look;
  for (const WatchRoot& root : options.roots) {
    look_at(root.path, root.depth == WatchDepth::kRecursive ? kMaxLevels : 1, options, look);
    // The nearest existing parent announces a root that appears or is replaced.
    fs::path parent = root.path.parent_path();
    std::error_code ignored;
    while (!parent.empty() && parent != parent.root_path() && !fs::is_directory(parent, ignored))
      parent = parent.parent_path();
    look.folders.insert(parent.empty() ? fs::path(".") : parent);
  }
  return look;
}

std::vector<fs::path> differences(const std::map<fs::path, Stamp>& before,
                                  const std::map<fs::path, Stamp>& after) {
  std::vector<fs::path> changed;
  for (const auto& [path, stamp] : after) {
    const auto old = before.find(path);
    if (old == before.end() || old->second != stamp) changed.push_back(path);
  }
  for (const auto& [path, stamp] : before) {
    if (!after.contains(path)) changed.push_back(path);
  }
  std::ranges::sort(changed);
  return changed;
}

/// Whether changes made elsewhere (on a server, or a host under a virtual machine) stay
/// unannounced.
bool is_remote(const fs::path& path) {
  constexpr std::array<unsigned long, 6> kRemote{
      0x6969,      // NFS
      0x01021997,  // 9p
      0x65735546,  // FUSE, and virtiofs
      0xff534d42,  // CIFS
      0xfe534d42,  // SMB2
      0x786f4256,  // VirtualBox
  };
  struct statfs status{};
  if (::statfs(path.c_str(), &status) != 0) return false;
  return std::ranges::find(kRemote, static_cast<unsigned long>(status.f_type) & 0xffffffff) !=
         kRemote.end();
}

}  // namespace

struct Watcher::State : std::enable_shared_from_this<State> {
  State(Loop& on, WatchOptions with, OnChange callback)
      : loop(on), options(std::move(with)), on_change(std::move(callback)), events(on.context()) {}

  void start() {
    if (options.method == WatchMethod::kAuto) open_inotify();
    // Twice, since the first look finds the folders to watch and a file may change meanwhile.
    watch(look_around(options).folders);
    files = look_around(options).files;
    if (!polls) await_events();
    if (polls) poll_later();
  }

  void stop() {
    stopped = true;
    boost::system::error_code ignored;
    events.close(ignored);
    quiet_timer = {};
    poll_timer = {};
  }

  void open_inotify() {
    const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (descriptor < 0) return;
    polls = false;
    events.assign(descriptor);
  }

  void watch(const std::set<fs::path>& folders) {
    constexpr std::uint32_t kMask = IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE |
                                    IN_MOVE | IN_DELETE_SELF | IN_MOVE_SELF;
    for (const fs::path& folder : folders) {
      if (polls) return;
      // A watch that exists already is only renewed. A folder that has just gone is no failure.
      const int added = ::inotify_add_watch(events.native_handle(), folder.c_str(), kMask);
      const bool gone = added < 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES);
      if ((added < 0 && !gone) || is_remote(folder)) fall_back_to_polling();
    }
  }

  void fall_back_to_polling() {
    polls = true;
    boost::system::error_code ignored;
    events.close(ignored);
  }

  void await_events() {
    events.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [self = shared_from_this()](boost::system::error_code error) {
                        if (error || self->stopped || self->polls) return;
                        self->drain();
                        self->look_when_quiet();
                        self->await_events();
                      });
  }

  /// What happened does not matter, only that something did; lost events (IN_Q_OVERFLOW) included.
  void drain() {
    alignas(inotify_event) std::array<char, 16384> buffer;
    while (::read(events.native_handle(), buffer.data(), buffer.size()) > 0) {
    }
  }

  void look_when_quiet() {
    const auto now = std::chrono::steady_clock::now();
    if (!first_event) first_event = now;
    // A file that never stops changing must not hold back the report of others for ever.
    if (quiet_armed && now - *first_event > 20 * options.quiet) return;
    quiet_armed = true;
    quiet_timer = Timer(loop, options.quiet, [weak = weak_from_this()] {
      if (auto self = weak.lock()) self->report();
    });
  }

  void poll_later() {
    poll_timer = Timer(loop, options.poll_interval, [weak = weak_from_this()] {
      auto self = weak.lock();
      if (!self) return;
      const auto now_there = look_around(self->options).files;
      // Reported once two looks in a row agree.
      if (now_there == self->last_polled && now_there != self->files) self->report();
      self->last_polled = now_there;
      if (!self->stopped) self->poll_later();
    });
  }

  void report() {
    first_event.reset();
    quiet_armed = false;
    if (!polls) {
      watch(look_around(options).folders);
      if (polls) poll_later();
    }
    auto now_there = look_around(options).files;
    const std::vector<fs::path> changed = differences(files, now_there);
    files = std::move(now_there);
    if (changed.empty()) return;
    const auto keep = shared_from_this();
    on_change(changed);
  }

  Loop& loop;
  const WatchOptions options;
  OnChange on_change;
  boost::asio::posix::stream_descriptor events;
  Timer quiet_timer;
  Timer poll_timer;
  std::map<fs::path, Stamp> files;
  std::map<fs::path, Stamp> last_polled;
  std::optional<std::chrono::steady_clock::time_point> first_event;
  bool quiet_armed = false;
  bool polls = true;
  bool stopped = false;
};

Watcher::Watcher(Loop& loop, WatchOptions options, OnChange on_change)
    : state_(std::make_shared<State>(loop, std::move(options), std::move(on_change))) {
  state_->start();
}

Watcher::~Watcher() { state_->stop(); }

}  // namespace modus::app
