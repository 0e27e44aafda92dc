// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/journal_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace modus::host {

Result<std::unique_ptr<JournalFile>> JournalFile::open(const std::filesystem::path& path,
                                                       Log& log) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return fail(ErrorCode::kUnavailable, "cannot open the journal {}: {}", path.string(),
                std::strerror(errno));
  }
  return std::unique_ptr<JournalFile>(new JournalFile(descriptor, log));
}

JournalFile::JournalFile(int descriptor, Log& log)
    : descriptor_(descriptor), log_(log), writer_([this] { write_all(); }) {}

JournalFile::~JournalFile() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  writer_.join();
  ::close(descriptor_);
}

void JournalFile::read(const JournalRecord& record) {
  std::string line = to_json(record);
  line += '\n';
  bool newly_dropping = false;
  {
    const std::scoped_lock lock(mutex_);
    const bool full = pending_.size() + line.size() > kMaxPending;
    newly_dropping = full && !dropping_;
    dropping_ = full;
    if (!full) pending_ += line;
  }
  if (newly_dropping) log_.warning("The journal is written too slowly; records are being dropped.");
  changed_.notify_one();
}

void JournalFile::write_all() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !pending_.empty(); });
    if (pending_.empty()) return;
    const std::string chunk = std::exchange(pending_, {});
    lock.unlock();
    std::string_view rest = chunk;
    while (!rest.empty()) {
      const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) {
        log_.error("Cannot write the journal.", {{"err", std::strerror(errno)}});
        break;
      }
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
    lock.lock();
  }
}

}  // namespace modus::host
