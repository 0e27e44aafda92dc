// SPDX-License-Identifier: Apache-2.0
// The process's log: one line per event, for people (console) or machines (JSON lines), contract
// section 8.10.
#pragma once

#include <concepts>
#include <condition_variable>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <variant>

#include "runtime/observe/trace_context.h"

namespace modus {

enum class LogLevel { kDebug, kInfo, kWarning, kError, kFatal, kNone };

/// The contract's spelling: "debug", "info", "warn", "error", "fatal", "".
std::string_view to_string(LogLevel level);

enum class LogFormat { kConsole, kJson };
enum class LogColors { kOff, kOn };

struct LogField {
  std::string_view key;
  std::variant<std::string_view, std::int64_t, double, bool, const observe::TraceContext*> value;

  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
  LogField(std::string_view k, double v) : key(k), value(v) {}
  LogField(std::string_view k, bool v) : key(k), value(v) {}
  LogField(std::string_view k, std::integral auto v)
      : key(k), value(static_cast<std::int64_t>(v)) {}
  /// The span that the line is about: JSON lines tell `trace_id` and `span_id`, so that they are
  /// found beside it, and lines for people the begin of the first while the trace is recorded.
  /// Nothing when there is no trace.
  LogField(const observe::TraceContext& span)  // NOLINT(google-explicit-constructor)
      : key("trace"), value(&span) {}
};

struct LogOptions {
  LogFormat format = LogFormat::kConsole;
  LogColors colors = LogColors::kOff;
  LogLevel threshold = LogLevel::kInfo;
  int descriptor = 2;  // where lines go; stays the caller's
};

/// Thread-safe. What is logged within a few milliseconds is written with one system call, by a
/// thread of its own, so that logging costs a call next to nothing; warnings and what is worse are
/// written before write() returns. Lines are written whole.
class Log {
 public:
  explicit Log(LogOptions options) : options_(options) {}
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

  void debug(std::string_view m, std::initializer_list<LogField> f = {}) {
    write(LogLevel::kDebug, m, f);
  }
  void info(std::string_view m, std::initializer_list<LogField> f = {}) {
    write(LogLevel::kInfo, m, f);
  }
  void warning(std::string_view m, std::initializer_list<LogField> f = {}) {
    write(LogLevel::kWarning, m, f);
  }
  void error(std::string_view m, std::initializer_list<LogField> f = {}) {
    write(LogLevel::kError, m, f);
  }

  /// Returns when everything logged so far is written.
  void flush();

 private:
  void run();

  const LogOptions options_;
  std::mutex mutex_;
  std::mutex descriptor_mutex_;  // taken before mutex_; keeps lines in order
  std::condition_variable changed_;
  std::string pending_;  // lines on their way
  bool awake_ = false;   // the thread looks at pending_ by itself
  bool stopping_ = false;
  std::thread thread_;  // started by the first line
};

}  // namespace modus
