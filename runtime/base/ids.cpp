// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/ids.h"

#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>

namespace modus {
namespace {

using std::chrono::system_clock;

// What all xids of this process share besides the time: a machine part, the process id, a counter's
// start.
struct XidSeed {
  std::array<std::byte, 3> machine;
  std::uint16_t process = static_cast<std::uint16_t>(::getpid());
  std::atomic<std::uint32_t> counter;

  XidSeed() {
    fill_random(machine);
    std::array<std::byte, 3> start;
    fill_random(start);
    counter = std::to_integer<std::uint32_t>(start[0]) << 16 |
              std::to_integer<std::uint32_t>(start[1]) << 8 |
              std::to_integer<std::uint32_t>(start[2]);
  }
};

constexpr std::string_view kXidDigits = "0123456789abcdefghijklmnopqrstuv";
constexpr std::size_t kXidLength = 20;

void put_big_endian(std::byte* to, std::uint64_t value, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    to[i] = static_cast<std::byte>(value >> (8 * (count - 1 - i)));
}

}  // namespace

void fill_random(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
    if (got > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(got));
    } else if (errno != EINTR) {
      std::abort();  // no CSPRNG: nothing we could promise would hold
    }
  }
}

std::string make_xid() {
  static XidSeed seed;
  std::array<std::byte, 12> raw;
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(system_clock::now().time_since_epoch())
          .count();
  put_big_endian(raw.data(), static_cast<std::uint64_t>(now), 4);
  std::copy(seed.machine.begin(), seed.machine.end(), raw.begin() + 4);
  put_big_endian(raw.data() + 7, seed.process, 2);
  put_big_endian(raw.data() + 9, seed.counter.fetch_add(1, std::memory_order_relaxed), 3);

  std::string text(kXidLength, '0');
  std::uint32_t bits = 0;
  unsigned count = 0;  // of the lowest bits that are not yet in the text
  std::size_t length = 0;
  for (const std::byte byte : raw) {
    bits = bits << 8 | std::to_integer<std::uint32_t>(byte);
    for (count += 8; count >= 5; count -= 5) text[length++] = kXidDigits[bits >> (count - 5) & 31];
  }
  text[length] = kXidDigits[bits << (5 - count) & 31];  // 96 bits are 19 digits and one bit
  return text;
}

std::optional<system_clock::time_point> time_of_xid(std::string_view id) {
  if (id.size() != kXidLength) return std::nullopt;
  constexpr std::size_t kTimeDigits = 7;  // of 5 bits: the time's 32, and 3 of what follows
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const std::size_t digit = kXidDigits.find(id[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    if (i < kTimeDigits) bits = bits << 5 | digit;
  }
  return system_clock::time_point(std::chrono::seconds(bits >> 3));
}

std::string make_uuid_v7() {
  std::array<std::byte, 16> raw;
  fill_random(raw);
  const auto now =
      std::chrono::duration_cast<std::chrono::milliseconds>(system_clock::now().time_since_epoch())
          .count();
  put_big_endian(raw.data(), static_cast<std::uint64_t>(now), 6);
  raw[6] = (raw[6] & std::byte{0x0f}) | std::byte{0x70};
  raw[8] = (raw[8] & std::byte{0x3f}) | std::byte{0x80};
  constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHex[std::to_integer<unsigned>(raw[i]) >> 4];
    text += kHex[std::to_integer<unsigned>(raw[i]) & 15];
  }
  return text;
}

}  // namespace modus
