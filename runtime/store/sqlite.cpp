// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/sqlite.h"

#include <fcntl.h>
#include <unistd.h>

namespace modus::store {
namespace {

std::unexpected<Error> failure(sqlite3* database) {
  const int code = sqlite3_errcode(database);
  const bool corrupt = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  const bool full = code == SQLITE_FULL;
  return fail(corrupt ? ErrorCode::kCorrupt
              : full  ? ErrorCode::kResourceExhausted
                      : ErrorCode::kUnavailable,
              "{}", sqlite3_errmsg(database));
}

// A new file is its owner's alone: it holds what people said to models. SQLite's other files get
// the mode of this one. What goes wrong here, SQLite tells.
void make_private(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor >= 0) ::close(descriptor);
}

}  // namespace

void Statement::bind(int index, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), index, text.data() == nullptr ? "" : text.data(),
                      text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Statement::bind_in_place(int index, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), index, text.data() == nullptr ? "" : text.data(),
                      text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind_bytes_in_place(int index, std::string_view bytes) {
  sqlite3_bind_blob64(statement_.get(), index, bytes.data(), bytes.size(), SQLITE_STATIC);
}

void Statement::bind(int index, std::int64_t number) {
  sqlite3_bind_int64(statement_.get(), index, number);
}

void Statement::bind(int index, std::optional<std::int64_t> number) {
  if (number) {
    bind(index, *number);
  } else {
    sqlite3_bind_null(statement_.get(), index);
  }
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    sqlite3_reset(statement_.get());
    return false;
  }
  auto error = failure(sqlite3_db_handle(statement_.get()));
  sqlite3_reset(statement_.get());
  return error;
}

std::string_view Statement::text(int column) const {
  const auto* bytes = sqlite3_column_text(statement_.get(), column);
  if (bytes == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::string_view Statement::bytes(int column) const {
  const void* const bytes = sqlite3_column_blob(statement_.get(), column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::optional<std::int64_t> Statement::number(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
  return sqlite3_column_int64(statement_.get(), column);
}

Result<Connection> Connection::open_with(const std::filesystem::path& file, int flags) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<sqlite3, Close> database(raw);
  if (raw == nullptr) return fail(ErrorCode::kResourceExhausted, "out of memory");
  if (code != SQLITE_OK) return failure(raw);
  sqlite3_busy_timeout(raw, 5'000);
  return Connection(std::move(database));
}

Result<Connection> Connection::open(const std::filesystem::path& file) {
  make_private(file);
  auto connection = open_with(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  // NORMAL: a power cut may lose the last records, never harm the file. What was written goes from
  // the log to its place by 1,000 pages at a time, 16 MB: each time waits for the disk twice. Pages
  // are large, for so are batches of records. What is deleted leaves its pages to what comes next,
  // rather than being written over with zeros first.
  Result<void> set;
  if (connection)
    set = connection->execute(
        "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
        "PRAGMA wal_autocheckpoint = 1000; PRAGMA secure_delete = OFF");
  if (!connection || !set) {
    return std::unexpected((connection ? set.error() : connection.error())
                               .within(fmt::format("cannot open the database {}", file.string())));
  }
  return connection;
}

Result<Connection> Connection::open_for_reading(const std::filesystem::path& file) {
  auto connection = open_with(file, SQLITE_OPEN_READONLY);
  // SQLite looks at the file only when it is asked for something.
  Result<void> asked;
  if (connection) asked = connection->execute("PRAGMA schema_version");
  if (!connection || !asked) {
    return std::unexpected((connection ? asked.error() : connection.error())
                               .within(fmt::format("cannot read the database {}", file.string())));
  }
  return connection;
}

Result<Connection> Connection::copy() const {
  MODUS_TRY(memory, open_with(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
  sqlite3_backup* const backup =
      sqlite3_backup_init(memory.database_.get(), "main", database_.get(), "main");
  if (backup == nullptr) return failure(memory.database_.get());
  constexpr int kAllPages = -1;
  sqlite3_backup_step(backup, kAllPages);
  if (sqlite3_backup_finish(backup) != SQLITE_OK) return failure(memory.database_.get());
  return memory;
}

Result<Statement> Connection::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      &statement, nullptr);
  if (code != SQLITE_OK) return failure(database_.get());
  return Statement(statement);
}

Result<Statement*> Connection::prepare_once(std::string_view sql) {
  if (const auto found = kept_.find(sql); found != kept_.end()) return &found->second;
  MODUS_TRY(statement, prepare(sql));
  return &kept_.emplace(sql, std::move(statement)).first->second;
}

bool Connection::has_moved() {
  int moved = 0;
  sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return moved != 0;
}

Result<std::int64_t> Connection::version_by_others() {
  MODUS_TRY(row, prepare_once("PRAGMA data_version"));
  MODUS_TRY(has_row, row->step());
  const std::int64_t version = has_row ? row->number(0).value_or(0) : 0;
  row->reset();
  return version;
}

Result<void> Connection::execute(const std::string& sql) {
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return failure(database_.get());
  return {};
}

}  // namespace modus::store
