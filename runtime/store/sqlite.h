// SPDX-License-Identifier: Apache-2.0
// SQLite's handles as objects, its codes as errors. The only file that includes sqlite3.h.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/base/result.h"

namespace modus::store {

/// A prepared statement. Values are bound from 1, columns read from 0. Must not outlive its
/// connection. Not thread-safe.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  void bind(int index, std::string_view text);
  /// Without a copy: the text must stay where it is until the statement has ended.
  void bind_in_place(int index, std::string_view text);
  void bind_bytes_in_place(int index, std::string_view bytes);
  void bind(int index, std::int64_t number);
  void bind(int index, std::optional<std::int64_t> number);

  /// True when there is a row to read, false at the end. A statement that ended may be bound anew.
  Result<bool> step();
  /// Ends it before it has come to its end.
  void reset() { sqlite3_reset(statement_.get()); }

  /// Valid until the next step; empty for NULL.
  std::string_view text(int column) const;
  std::string_view bytes(int column) const;
  std::optional<std::int64_t> number(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// An open database file. Not thread-safe.
class Connection {
 public:
  /// Opens or creates the file, switches it to write-ahead logging, waits up to five seconds for
  /// other processes' locks. Fails with kUnavailable (folder missing or read-only, disk full) or
  /// kCorrupt (the file is no database); the message names the file.
  static Result<Connection> open(const std::filesystem::path& file);
  /// Opens a file that exists, beside others who write it. Fails likewise.
  static Result<Connection> open_for_reading(const std::filesystem::path& file);

  /// The same content in memory, to do with as one likes.
  Result<Connection> copy() const;

  Result<Statement> prepare(std::string_view sql);
  /// Prepared when it is first asked for, then kept. The text must outlive the connection; each use
  /// must step to the end before the next.
  Result<Statement*> prepare_once(std::string_view sql);
  /// Several statements without values.
  Result<void> execute(const std::string& sql);

  /// Whether the file is not where it was opened any more: removed, renamed, or another one.
  bool has_moved();
  /// Another number after each commit of somebody else.
  Result<std::int64_t> version_by_others();

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  explicit Connection(std::unique_ptr<sqlite3, Close> database) : database_(std::move(database)) {}
  static Result<Connection> open_with(const std::filesystem::path& file, int flags);

  std::unique_ptr<sqlite3, Close> database_;
  std::map<std::string_view, Statement> kept_;
};

}  // namespace modus::store
