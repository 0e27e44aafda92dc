// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/sha256.h"

#include <gtest/gtest.h>

namespace modus {
namespace {

// The test vectors of FIPS 180-2.
TEST(Sha256, MatchesThePublishedVectors) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, IsTheSameInPieces) {
  const std::string text(1000, 'x');
  for (const std::size_t cut : {0u, 1u, 63u, 64u, 65u, 999u, 1000u}) {
    const std::string_view view = text;
    const auto digest = Sha256().add(view.substr(0, cut)).add(view.substr(cut)).finish();
    EXPECT_EQ(to_hex(digest), sha256_hex(text)) << cut;
  }
}

TEST(Hex, KeepsLeadingZeros) {
  const std::array<std::byte, 3> bytes{std::byte{0x00}, std::byte{0x0a}, std::byte{0xff}};
  EXPECT_EQ(to_hex(bytes), "000aff");
  EXPECT_EQ(to_hex({}), "");
}

}  // namespace
}  // namespace modus
