// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/assemblyscript/hash.h"

#include <bit>

namespace modus::guest::assemblyscript {
namespace {

// The primes of https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
constexpr std::uint32_t kPrime1 = 2654435761, kPrime2 = 2246822519, kPrime3 = 3266489917,
                        kPrime4 = 668265263, kPrime5 = 374761393;

std::uint32_t add_word(std::uint32_t hash, std::uint32_t word) {
  return std::rotl(hash + word * kPrime3, 17) * kPrime4;
}

std::uint32_t avalanche(std::uint32_t hash) {
  hash = (hash ^ hash >> 15) * kPrime2;
  hash = (hash ^ hash >> 13) * kPrime3;
  return hash ^ hash >> 16;
}

std::uint32_t add_lane(std::uint32_t lane, const std::byte* from) {
  return std::rotl(lane + load_le<std::uint32_t>(from) * kPrime2, 13) * kPrime1;
}

// Consumes whole stripes of 16 bytes.
std::uint32_t hash_stripes(Bytes& bytes) {
  std::uint32_t lanes[] = {kPrime1 + kPrime2, kPrime2, 0, 0 - kPrime1};
  for (; bytes.size() >= 16; bytes = bytes.subspan(16)) {
    for (std::size_t i = 0; i < 4; ++i) lanes[i] = add_lane(lanes[i], bytes.data() + 4 * i);
  }
  return std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) +
         std::rotl(lanes[3], 18);
}

}  // namespace

std::uint32_t hash_bytes(Bytes bytes) {
  const auto length = static_cast<std::uint32_t>(bytes.size());
  std::uint32_t hash = (bytes.size() >= 16 ? hash_stripes(bytes) : kPrime5) + length;
  for (; bytes.size() >= 4; bytes = bytes.subspan(4)) {
    hash = add_word(hash, load_le<std::uint32_t>(bytes.data()));
  }
  for (const std::byte byte : bytes) {
    hash = std::rotl(hash + std::to_integer<std::uint32_t>(byte) * kPrime5, 11) * kPrime1;
  }
  return avalanche(hash);
}

std::uint32_t hash_number(std::uint64_t bits, std::uint32_t size) {
  std::uint32_t hash = add_word(kPrime5 + size, static_cast<std::uint32_t>(bits));
  if (size == 8) hash = add_word(hash, static_cast<std::uint32_t>(bits >> 32));
  return avalanche(hash);
}

}  // namespace modus::guest::assemblyscript
