// SPDX-License-Identifier: Apache-2.0
#include "cli/since.h"

#include <charconv>
#include <ctime>
#include <optional>

#include <fmt/format.h>

namespace modus::cli {
namespace {

std::optional<std::chrono::minutes> unit_of(char letter) {
  switch (letter) {
    case 'm': return std::chrono::minutes(1);
    case 'h': return std::chrono::hours(1);
    case 'd': return std::chrono::days(1);
    default: return std::nullopt;
  }
}

std::optional<SystemTime> ago(std::string_view text, SystemTime now) {
  constexpr int kMost = 100'000;
  int count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end + 1 != text.data() + text.size()) return std::nullopt;
  const auto unit = unit_of(*end);
  if (!unit || count < 0 || count > kMost) return std::nullopt;
  return now - count * *unit;
}

std::optional<SystemTime> at(std::string_view text) {
  for (const char* format : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
    std::tm parts{};
    const std::string whole(text);
    const char* const end = ::strptime(whole.c_str(), format, &parts);
    const bool is_in_range = parts.tm_year >= 70 && parts.tm_year < 300;  // what the clock can tell
    if (end == nullptr || *end != '\0' || !is_in_range) continue;
    parts.tm_isdst = -1;
    return std::chrono::system_clock::from_time_t(std::mktime(&parts));
  }
  return std::nullopt;
}

}  // namespace

Result<SystemTime> parse_since(std::string_view text, SystemTime now) {
  if (const auto time = ago(text, now)) return *time;
  if (const auto time = at(text)) return *time;
  return fail(ErrorCode::kInvalidArgument,
              "--since is \"{}\"; write 30m, 12h, 7d, 2026-01-31 or 2026-01-31T18:00", text);
}

std::string local_time(SystemTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string describe_duration(std::chrono::microseconds duration) {
  const auto us = duration.count();
  if (us < 1'000) return fmt::format("{} µs", us);
  if (us < 1'000'000) return fmt::format("{} ms", us / 1'000);
  if (us < 120'000'000) return fmt::format("{:.1f} s", static_cast<double>(us) / 1e6);
  return fmt::format("{} min", us / 60'000'000);
}

std::string describe_cost(std::int64_t micros) {
  // As many digits as tell something: $12.34, $0.0123, $0.000012.
  const double dollars = static_cast<double>(micros) / 1e6;
  if (micros >= 1'000'000) return fmt::format("${:.2f}", dollars);
  return micros >= 1'000 ? fmt::format("${:.4f}", dollars) : fmt::format("${:.6f}", dollars);
}

}  // namespace modus::cli
