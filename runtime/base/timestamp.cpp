// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/timestamp.h"

#include <cstddef>
#include <cstdint>

namespace modus {
namespace {

// The last `count` digits of the number, up to `end`.
void put_digits(std::string& text, std::size_t end, std::size_t count, std::uint64_t number) {
  for (; count > 0; --count, number /= 10) text[--end] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::string format_timestamp(std::chrono::system_clock::time_point time) {
  const auto whole = std::chrono::floor<std::chrono::milliseconds>(time);
  const auto midnight = std::chrono::floor<std::chrono::days>(whole);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(whole - midnight);
  std::string text = "0000-00-00T00:00:00.000Z";  // the clock reaches from 1677 to 2262
  put_digits(text, 4, 4, static_cast<std::uint64_t>(static_cast<int>(date.year())));
  put_digits(text, 7, 2, static_cast<unsigned>(date.month()));
  put_digits(text, 10, 2, static_cast<unsigned>(date.day()));
  put_digits(text, 13, 2, static_cast<std::uint64_t>(clock.hours().count()));
  put_digits(text, 16, 2, static_cast<std::uint64_t>(clock.minutes().count()));
  put_digits(text, 19, 2, static_cast<std::uint64_t>(clock.seconds().count()));
  put_digits(text, 23, 3, static_cast<std::uint64_t>(clock.subseconds().count()));
  return text;
}

}  // namespace modus
