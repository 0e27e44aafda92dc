// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/assemblyscript/hash.h"

#include <string_view>

#include <gtest/gtest.h>

namespace modus::guest::assemblyscript {
namespace {

std::uint32_t hash_text(std::string_view text) {
  return hash_bytes(std::as_bytes(std::span(text)));
}

TEST(Hash, IsXxHash32) {
  EXPECT_EQ(hash_text(""), 0x02cc5d05u);
  EXPECT_EQ(hash_text("abc"), 0x32d153ffu);
  EXPECT_EQ(hash_text("Nobody inspects the spammish repetition"), 0xe2293b2fu);
}

TEST(Hash, TakesNumbersAsTheirBytes) {
  const std::uint64_t number = 0x0123456789abcdef;
  const Bytes bytes = std::as_bytes(std::span(&number, 1));
  EXPECT_EQ(hash_number(number, 8), hash_bytes(bytes));
  EXPECT_EQ(hash_number(number, 4), hash_bytes(bytes.first(4)));
  EXPECT_NE(hash_number(7, 1), hash_number(7, 4));
}

}  // namespace
}  // namespace modus::guest::assemblyscript
