// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/database.h"

#include <utility>

namespace modus::store {
namespace {

constexpr std::chrono::seconds kRetryInterval{10};
constexpr std::size_t kBatch = 256;  // how much work one transaction takes at most

}  // namespace

Database::Database(DatabaseOptions options, Log& log)
    : options_(std::move(options)), log_(log), thread_([this] { work(); }) {}

Database::~Database() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool Database::run(Work work, std::size_t bytes) {
  {
    const std::scoped_lock lock(mutex_);
    if (queue_.size() >= options_.max_queue ||
        (!queue_.empty() && queued_bytes_ + bytes > options_.max_queue_bytes)) {
      if (!std::exchange(full_, true)) {
        log_.warning("The database cannot keep up; records are being dropped.",
                     {{"queued", queue_.size()}});
      }
      return false;
    }
    full_ = false;
    queue_.push_back({std::move(work), bytes});
    queued_bytes_ += bytes;
    // While more is waiting, the thread is not: it looks again before it sleeps.
    if (++queued_ > done_ + 1 && queue_.size() != kBatch) return true;
  }
  changed_.notify_all();
  return true;
}

void Database::hurry() {
  {
    const std::scoped_lock lock(mutex_);
    hurried_ = !queue_.empty();
  }
  changed_.notify_all();
}

void Database::flush() {
  hurry();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this, end = queued_] { return done_ >= end; });
}

void Database::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    changed_.wait_for(lock, options_.gather,
                      [this] { return stopping_ || hurried_ || queue_.size() >= kBatch; });
    std::deque<Queued> batch;
    while (!queue_.empty() && batch.size() < kBatch) {
      queued_bytes_ -= queue_.front().bytes;
      batch.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    if (queue_.empty()) hurried_ = false;
    lock.unlock();
    perform(batch);
    const std::size_t count = batch.size();
    batch.clear();
    lock.lock();
    done_ += count;
    changed_.notify_all();
  }
}

void Database::perform(std::deque<Queued>& batch) {
  auto open = connection();
  if (!open) {
    note(std::unexpected(open.error()));
    for (Queued& next : batch) static_cast<void>(next.work(open));
    return;
  }
  // The file works when all of it did: what is written may fail only when it is to be kept.
  Result<void> outcome = (*open)->execute("BEGIN IMMEDIATE");
  const bool begun = outcome.has_value();
  for (Queued& next : batch) {
    const Result<void> done = next.work(open);
    if (outcome && !done) outcome = done;
  }
  if (begun) {
    const Result<void> kept = (*open)->execute("COMMIT");
    if (!kept) {
      static_cast<void>((*open)->execute("ROLLBACK"));
      doubt();
    }
    if (outcome && !kept) outcome = kept;
  }
  note(outcome);
}

// Once per trouble, not once per record.
void Database::note(const Result<void>& outcome) {
  if (outcome) {
    if (std::exchange(in_trouble_, false)) log_.info("The database works again.");
    return;
  }
  if (std::exchange(in_trouble_, true)) return;
  const bool is_damaged = outcome.error().code() == ErrorCode::kCorrupt;
  log_.error(is_damaged ? "The database is damaged; serving goes on without its records. Move the "
                          "file away, and a new one is begun."
                        : "The database does not work; serving goes on without its records.",
             {{"file", options_.file.string()}, {"error", outcome.error().describe()}});
}

Result<Connection*> Database::connection() {
  if (connection_ && is_file_gone()) {
    log_.warning("The database's file was removed; it is made anew.",
                 {{"file", options_.file.string()}});
    connection_.reset();
  }
  if (connection_) return &*connection_;
  if (open_error_ && Clock::now() < next_try_) return std::unexpected(*open_error_);
  auto opened = open();
  if (!opened) {
    open_error_ = opened.error();
    next_try_ = Clock::now() + kRetryInterval;
    return std::unexpected(*open_error_);
  }
  connection_.emplace(*std::move(opened));
  doubt();
  return &*connection_;
}

// What was written last may be in the log beside the file, which SQLite would take for that of
// another file in its place: that one is not touched.
bool Database::is_file_gone() {
  if (!connection_->has_moved()) return false;
  std::error_code error;
  if (!std::filesystem::exists(options_.file, error)) return !error;
  if (!std::exchange(is_replaced_, true)) {
    log_.error(
        "The database's file was replaced while it was in use; what comes is lost. Stop the "
        "server before, then start it again.",
        {{"file", options_.file.string()}});
  }
  return false;
}

void Database::doubt() const {
  if (options_.on_doubt) options_.on_doubt();
}

Result<Connection> Database::open() const {
  std::error_code error;
  std::filesystem::create_directories(options_.file.parent_path(), error);
  if (error) {
    return fail(ErrorCode::kUnavailable, "cannot make the folder {}: {}",
                options_.file.parent_path().string(), error.message());
  }
  MODUS_TRY(connection, Connection::open(options_.file));
  if (auto migrated = migrate(connection, options_.migrations); !migrated) {
    return std::unexpected(migrated.error().within(
        fmt::format("cannot bring the database {} up to date", options_.file.string())));
  }
  return connection;
}

}  // namespace modus::store
