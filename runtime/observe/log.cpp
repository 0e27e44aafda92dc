// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/log.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "runtime/base/timestamp.h"
#include "runtime/json/writer.h"
#include "runtime/observe/printable.h"

namespace modus {
namespace {

// How long lines are gathered before they are written.
constexpr std::chrono::milliseconds kGather{3};
// With more than this on its way, whoever logs waits until it is written: nothing is dropped.
constexpr std::size_t kMaxPending = 1u << 20;

std::string now() { return format_timestamp(std::chrono::system_clock::now()); }

void write_span(json::Writer& writer, const observe::TraceContext& span) {
  if (!span.is_valid()) return;
  writer.key("trace_id");
  writer.string(observe::to_hex(span.trace_id));
  writer.key("span_id");
  writer.string(observe::to_hex(span.span_id));
}

void write_field(json::Writer& writer, const LogField& field) {
  std::visit(
      [&](auto value) {
        using T = decltype(value);
        if constexpr (std::same_as<T, const observe::TraceContext*>)
          return write_span(writer, *value);
        else {
          writer.key(field.key);
          if constexpr (std::same_as<T, std::string_view>)
            writer.string(value);
          else if constexpr (std::same_as<T, bool>)
            writer.boolean(value);
          else if constexpr (std::same_as<T, double>)
            writer.number(value);
          else
            writer.integer(value);
        }
      },
      field.value);
}

std::string json_line(LogLevel level, std::string_view message,
                      std::initializer_list<LogField> fields) {
  json::Writer writer;
  writer.begin_object();
  if (level != LogLevel::kNone) {
    writer.key("level");
    writer.string(to_string(level));
  }
  writer.key("time");
  writer.string(now());
  for (const LogField& field : fields) write_field(writer, field);
  writer.key("message");
  writer.string(message);
  writer.end_object();
  return writer.take() + "\n";
}

struct LevelStyle {
  std::string_view label;
  std::string_view color;
};

LevelStyle style_of(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return {"DBG", "\x1b[35m"};
    case LogLevel::kInfo: return {"INF", "\x1b[32m"};
    case LogLevel::kWarning: return {"WRN", "\x1b[33m"};
    case LogLevel::kError: return {"ERR", "\x1b[31m"};
    case LogLevel::kFatal: return {"FTL", "\x1b[31m"};
    case LogLevel::kNone: return {"LOG", "\x1b[36m"};
  }
  return {"LOG", ""};
}

// Text from guests and clients must not steer the terminal: control characters become spaces. Nor
// may it pass for lines of ours: those after its first stand further in.
void append_printable(std::string& line, std::string_view text) {
  while (!text.empty()) {
    const std::string_view character = first_character(text);
    text.remove_prefix(character.size());
    if (character == "\n") {
      line += "\n    ";
    } else {
      line += is_control(character) && character != "\t" ? std::string_view(" ") : character;
    }
  }
}

// As collectors' lists show traces.
constexpr std::size_t kTraceDigits = 8;

// Nothing where there is nothing to tell.
std::optional<std::string> text_of(const LogField& field) {
  if (const auto* span = std::get_if<const observe::TraceContext*>(&field.value)) {
    if (!(*span)->is_valid() || !(*span)->is_sampled()) return std::nullopt;
    return observe::to_hex((*span)->trace_id).substr(0, kTraceDigits);
  }
  return std::visit(
      [](auto value) {
        if constexpr (std::is_pointer_v<decltype(value)>)
          return std::string();
        else
          return fmt::format("{}", value);
      },
      field.value);
}

std::string console_line(LogLevel level, std::string_view message,
                         std::initializer_list<LogField> fields, LogColors colors) {
  const bool colored = colors == LogColors::kOn;
  const LevelStyle style = style_of(level);
  std::string line = now().substr(11, 12);
  line += ' ';
  if (colored) line += style.color;
  line += style.label;
  if (colored) line += "\x1b[0m";
  line += ' ';
  append_printable(line, message);
  for (const LogField& field : fields) {
    const auto text = text_of(field);
    if (!text) continue;
    line += colored ? " \x1b[2m" : " ";
    line += field.key;
    line += '=';
    if (colored) line += "\x1b[0m";
    append_printable(line, *text);
  }
  line += '\n';
  return line;
}

}  // namespace

std::string_view to_string(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return "debug";
    case LogLevel::kInfo: return "info";
    case LogLevel::kWarning: return "warn";
    case LogLevel::kError: return "error";
    case LogLevel::kFatal: return "fatal";
    case LogLevel::kNone: return "";
  }
  return "";
}

void Log::write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (level < options_.threshold) return;
  const std::string line = options_.format == LogFormat::kJson
                               ? json_line(level, message, fields)
                               : console_line(level, message, fields, options_.colors);
  const bool urgent = level >= LogLevel::kWarning && level != LogLevel::kNone;
  bool full = false;
  {
    const std::scoped_lock lock(mutex_);
    pending_ += line;
    full = pending_.size() > kMaxPending;
    if (!urgent && !full && !std::exchange(awake_, true)) {
      if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
      changed_.notify_one();
    }
  }
  if (urgent || full) flush();
}

void Log::flush() {
  const std::scoped_lock in_turn(descriptor_mutex_);
  std::string text;
  {
    const std::scoped_lock lock(mutex_);
    text.swap(pending_);
  }
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = ::write(options_.descriptor, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) {  // whoever gave us the descriptor wants no waiting
      pollfd room{options_.descriptor, POLLOUT, 0};
      ::poll(&room, 1, -1);
      continue;
    }
    if (written <= 0) return;  // nowhere left to complain
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Log::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    changed_.wait(lock, [this] { return stopping_ || awake_; });
    changed_.wait_for(lock, kGather, [this] { return stopping_; });
    awake_ = !pending_.empty();
    lock.unlock();
    flush();
    lock.lock();
  }
}

Log::~Log() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
  flush();
}

}  // namespace modus
