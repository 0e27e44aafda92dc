// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/journal_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include <fmt/format.h>

namespace modus::host {

namespace {

// As after a crash or on a full disk.
bool ends_within_line(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  std::ifstream file(path, std::ios::binary);
  file.seekg(-1, std::ios::end);
  const int last = file.get();
  return file && last != '\n';
}

}  // namespace

Result<std::unique_ptr<JournalFile>> JournalFile::open(const std::filesystem::path& path,
                                                       Log& log) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return fail(ErrorCode::kUnavailable, "cannot open the journal {}: {}", path.string(),
                std::strerror(errno));
  }
  return std::unique_ptr<JournalFile>(new JournalFile(path, descriptor, log));
}

JournalFile::JournalFile(std::filesystem::path path, int descriptor, Log& log)
    : path_(std::move(path)),
      descriptor_(descriptor),
      log_(log),
      is_within_line_(ends_within_line(path_)),
      writer_([this] { write_all(); }) {}

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
    write(chunk);
    lock.lock();
  }
}

// What does not fit is lost, and the file's last line may be half of one then: the next begins
// anew.
void JournalFile::write(std::string_view lines) {
  const std::string whole = fmt::format("{}{}", is_within_line_ ? "\n" : "", lines);
  std::string_view rest = whole;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return note_trouble(std::strerror(errno));
    is_within_line_ = rest[static_cast<std::size_t>(written) - 1] != '\n';
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (std::exchange(is_failing_, false))
    log_.info("The journal is written again.", {{"file", path_.string()}});
}

// Once, not for each record.
void JournalFile::note_trouble(std::string_view why) {
  if (std::exchange(is_failing_, true)) return;
  log_.error("Cannot write the journal; its records are lost meanwhile.",
             {{"file", path_.string()}, {"error", why}});
}

}  // namespace modus::host
