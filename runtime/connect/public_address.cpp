// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/public_address.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include <boost/asio/ip/address.hpp>

namespace modus::connect {
namespace {

namespace ip = boost::asio::ip;

struct Block {
  std::uint32_t first;
  int bits;
};

constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c) {
  return a << 24 | b << 16 | c << 8;
}

constexpr std::array kReserved = {
    Block{v4(0, 0, 0), 8},      Block{v4(10, 0, 0), 8},     Block{v4(100, 64, 0), 10},
    Block{v4(127, 0, 0), 8},    Block{v4(169, 254, 0), 16}, Block{v4(172, 16, 0), 12},
    Block{v4(192, 0, 0), 24},   Block{v4(192, 0, 2), 24},   Block{v4(192, 88, 99), 24},
    Block{v4(192, 168, 0), 16}, Block{v4(198, 18, 0), 15},  Block{v4(198, 51, 100), 24},
    Block{v4(203, 0, 113), 24}, Block{v4(224, 0, 0), 3},
};

bool is_public(std::uint32_t address) {
  return std::ranges::none_of(kReserved, [&](const Block& block) {
    return (address ^ block.first) >> (32 - block.bits) == 0;
  });
}

using Bytes16 = ip::address_v6::bytes_type;

std::uint32_t v4_at(const Bytes16& bytes, std::size_t at) {
  return v4(bytes[at], bytes[at + 1], bytes[at + 2]) | bytes[at + 3];
}

template <std::size_t Size>
bool begins(const Bytes16& bytes, const std::array<unsigned char, Size>& with) {
  return std::ranges::equal(std::span(bytes).template first<Size>(), with);
}

bool is_public(const Bytes16& bytes) {
  constexpr std::array<unsigned char, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  constexpr std::array<unsigned char, 12> kTranslated = {0, 0x64, 0xff, 0x9b};
  constexpr std::array<unsigned char, 2> k6to4 = {0x20, 0x02};
  constexpr std::array<unsigned char, 4> kDocumentation = {0x20, 0x01, 0x0d, 0xb8};
  constexpr std::array<unsigned char, 2> kDocumentationToo = {0x3f, 0xff};
  if (begins(bytes, kMapped) || begins(bytes, kTranslated)) return is_public(v4_at(bytes, 12));
  if (begins(bytes, k6to4)) return is_public(v4_at(bytes, 2));
  // Of 2001::/23, which is for protocols, such as Teredo's tunnels into private networks.
  const bool is_for_protocols = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 2;
  const bool is_global_unicast = bytes[0] >> 5 == 1;  // 2000::/3
  return is_global_unicast && !is_for_protocols && !begins(bytes, kDocumentation) &&
         !begins(bytes, kDocumentationToo);
}

}  // namespace

bool is_public_address(std::string_view address) {
  boost::system::error_code error;
  const ip::address parsed = ip::make_address(std::string(address), error);
  if (error) return false;
  return parsed.is_v4() ? is_public(parsed.to_v4().to_uint())
                        : is_public(parsed.to_v6().to_bytes());
}

}  // namespace modus::connect
