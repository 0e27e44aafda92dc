// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/timestamp.h"

#include <chrono>

#include <fmt/format.h>

namespace modus::types {
namespace {

using namespace std::chrono;

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool take(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::optional<int> digits(int count) {
    int value = 0;
    for (int i = 0; i < count; ++i) {
      const char c = peek();
      if (c < '0' || c > '9') return {};
      value = value * 10 + (c - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }

 private:
  std::string_view rest_;
};

std::optional<sys_days> read_date(Reader& reader) {
  const auto year_number = reader.digits(4);
  if (!year_number || !reader.take('-')) return {};
  const auto month_number = reader.digits(2);
  if (!month_number || !reader.take('-')) return {};
  const auto day_number = reader.digits(2);
  if (!day_number) return {};
  const year_month_day date{year(*year_number), month(static_cast<unsigned>(*month_number)),
                            day(static_cast<unsigned>(*day_number))};
  return date.ok() ? std::optional(sys_days(date)) : std::nullopt;
}

std::optional<minutes> read_hours_minutes(Reader& reader) {
  const auto hour = reader.digits(2);
  if (!hour || *hour > 23 || !reader.take(':')) return {};
  const auto minute = reader.digits(2);
  if (!minute || *minute > 59) return {};
  return hours(*hour) + minutes(*minute);
}

std::optional<nanoseconds> read_seconds(Reader& reader) {
  nanoseconds result{0};
  if (!reader.take(':')) return result;
  const auto second = reader.digits(2);
  if (!second || *second > 59) return {};
  result = seconds(*second);
  if (!reader.take('.')) return result;
  int weight = 100'000'000;
  for (bool first = true;; first = false, weight /= 10) {
    const auto digit = reader.digits(1);
    if (!digit) return first ? std::nullopt : std::optional(result);
    result += nanoseconds(*digit * weight);
  }
}

std::optional<seconds> read_offset(Reader& reader) {
  if (reader.at_end() || reader.take('Z')) return seconds(0);
  const bool negative = reader.peek() == '-';
  if (!reader.take('-') && !reader.take('+')) return {};
  const auto minute = read_hours_minutes(reader);
  if (!minute) return {};
  seconds offset = *minute;
  if (reader.take(':')) {
    const auto second = reader.digits(2);
    if (!second || *second > 59) return {};
    offset += seconds(*second);
  }
  return negative ? -offset : offset;
}

// Without what says where the clock is.
std::optional<std::string> format_clock(std::int64_t shown_seconds, std::uint32_t fraction) {
  constexpr std::int64_t kFirst = -62167219200;  // 0000-01-01
  constexpr std::int64_t kLast = 253402300799;   // the end of 9999
  if (shown_seconds < kFirst || shown_seconds > kLast) return {};
  const sys_time<seconds> time{seconds(shown_seconds)};
  const auto day_start = floor<days>(time);
  const year_month_day date(day_start);
  const hh_mm_ss clock(time - day_start);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()), unsigned(date.month()),
                  unsigned(date.day()), clock.hours().count(), clock.minutes().count(),
                  clock.seconds().count());
  if (fraction != 0) {
    text += fmt::format(".{:09}", fraction);
    while (text.back() == '0') text.pop_back();
  }
  return text;
}

}  // namespace

Instant Instant::from_milliseconds(std::int64_t since_epoch) {
  const std::int64_t cut = since_epoch % 1000;
  const std::int64_t rest = cut < 0 ? cut + 1000 : cut;
  return {.seconds = since_epoch / 1000 - (cut < 0 ? 1 : 0),
          .nanoseconds = static_cast<std::uint32_t>(rest * 1'000'000)};
}

std::optional<std::string> format_timestamp(const Instant& instant) {
  auto text = format_clock(instant.seconds, instant.nanoseconds);
  if (text) *text += 'Z';
  return text;
}

std::optional<std::string> format_local_timestamp(const Instant& instant) {
  constexpr seconds kDay = days(1);
  const auto in_utc = format_timestamp(instant);
  const seconds offset(instant.offset_seconds);
  if (!in_utc || offset == seconds(0) || offset >= kDay || offset <= -kDay) return in_utc;
  const auto shown = format_clock(instant.seconds + offset.count(), instant.nanoseconds);
  if (!shown) return in_utc;
  const hh_mm_ss ahead(abs(offset));
  std::string text = fmt::format("{}{}{:02}:{:02}", *shown, offset < seconds(0) ? '-' : '+',
                                 ahead.hours().count(), ahead.minutes().count());
  if (ahead.seconds() != seconds(0)) text += fmt::format(":{:02}", ahead.seconds().count());
  return text;
}

std::optional<Instant> parse_timestamp(std::string_view text) {
  Reader reader(text);
  const auto date = read_date(reader);
  if (!date) return {};
  Instant instant{.seconds = sys_seconds(*date).time_since_epoch().count()};
  if (reader.at_end()) return instant;
  if (!reader.take('T') && !reader.take('t') && !reader.take(' ')) return {};
  const auto minute = read_hours_minutes(reader);
  if (!minute) return {};
  const auto second = read_seconds(reader);
  if (!second) return {};
  const auto offset = read_offset(reader);
  if (!offset || !reader.at_end()) return {};
  const auto whole = floor<seconds>(*second);
  instant.seconds += (seconds(*minute) + whole - seconds(*offset)).count();
  instant.nanoseconds = static_cast<std::uint32_t>((*second - whole).count());
  instant.offset_seconds = static_cast<std::int32_t>(seconds(*offset).count());
  return instant;
}

}  // namespace modus::types
