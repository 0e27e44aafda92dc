// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/database.h"

#include <future>
#include <utility>

namespace modus::store {
namespace {

constexpr std::chrono::seconds kRetryInterval{10};

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

bool Database::run(Work work) {
  {
    const std::scoped_lock lock(mutex_);
    if (queue_.size() >= options_.max_queue) {
      if (!std::exchange(full_, true)) {
        log_.warning("The database cannot keep up; records are being dropped.",
                     {{"queued", queue_.size()}});
      }
      return false;
    }
    full_ = false;
    queue_.push_back(std::move(work));
  }
  changed_.notify_all();
  return true;
}

void Database::flush() {
  std::promise<void> reached;
  {
    const std::scoped_lock lock(mutex_);
    queue_.push_back([&reached](const Result<Connection*>&) -> Result<void> {
      reached.set_value();
      return {};
    });
  }
  changed_.notify_all();
  reached.get_future().wait();
}

void Database::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Work next = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    perform(next);
    next = nullptr;
    lock.lock();
  }
}

void Database::perform(Work& work) {
  auto open = connection();
  if (open) {
    note(work(open));
  } else {
    note(std::unexpected(open.error()));
    static_cast<void>(work(std::move(open)));
  }
}

// Once per trouble, not once per record.
void Database::note(const Result<void>& outcome) {
  if (outcome) {
    if (std::exchange(in_trouble_, false)) log_.info("The database works again.");
    return;
  }
  if (std::exchange(in_trouble_, true)) return;
  log_.error("The database does not work; serving goes on without its records.",
             {{"file", options_.file.string()}, {"error", outcome.error().describe()}});
}

Result<Connection*> Database::connection() {
  if (connection_) return &*connection_;
  if (open_error_ && Clock::now() < next_try_) return std::unexpected(*open_error_);
  auto opened = open();
  if (!opened) {
    open_error_ = opened.error();
    next_try_ = Clock::now() + kRetryInterval;
    return std::unexpected(*open_error_);
  }
  connection_.emplace(*std::move(opened));
  return &*connection_;
}

Result<Connection> Database::open() const {
  std::error_code error;
  std::filesystem::create_directories(options_.file.parent_path(), error);
  if (error) {
    return fail(ErrorCode::kUnavailable, "cannot make the folder {}: {}",
                options_.file.parent_path().string(), error.message());
  }
  MODUS_TRY(connection, Connection::open(options_.file));
  if (auto migrated = migrate(connection); !migrated) {
    return std::unexpected(migrated.error().within(
        fmt::format("cannot bring the database {} up to date", options_.file.string())));
  }
  return connection;
}

Result<void> Database::migrate(Connection& connection) const {
  std::int64_t version = 0;
  {
    MODUS_TRY(read, connection.prepare("PRAGMA user_version"));
    MODUS_CHECK(read.step());
    version = read.number(0).value_or(0);
  }
  const auto count = static_cast<std::int64_t>(options_.migrations.size());
  if (version > count) {
    return fail(ErrorCode::kInvalidArgument,
                "it was written by a newer version of Modus (format {}, known are {})", version,
                count);
  }
  for (; version < count; ++version) {
    const auto applied = connection.execute(
        fmt::format("BEGIN IMMEDIATE; {}; PRAGMA user_version = {}; COMMIT",
                    options_.migrations[static_cast<std::size_t>(version)], version + 1));
    if (!applied) {
      static_cast<void>(connection.execute("ROLLBACK"));
      return applied;
    }
  }
  return {};
}

}  // namespace modus::store
