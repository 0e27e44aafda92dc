// SPDX-License-Identifier: Apache-2.0
// Blocks that the host keeps until the guest takes them.
#include <gtest/gtest.h>

#include "runtime/sandbox/testing.h"

namespace modus::sandbox {
namespace {

constexpr std::string_view kGuest = R"((module
  (import "modus_abi" "take" (func $take (param i32)))
  (memory (export "memory") 1)
  (func (export "take") (param i32) (call $take (local.get 0)))
  (func (export "get") (param i32) (result i32) (i32.load8_u (local.get 0)))))";

std::vector<std::byte> bytes(std::string_view text) {
  const auto view = std::as_bytes(std::span(text));
  return {view.begin(), view.end()};
}

class Take : public testing::Test {
 protected:
  Result<WasmValues> take(std::uint32_t to) {
    return bed_.call(*instance_, "take", {WasmValue::i32(to)});
  }
  char get(std::uint32_t at) {
    return static_cast<char>(bed_.call(*instance_, "get", {WasmValue::i32(at)})->at(0).as_i32());
  }

  TestBed bed_;
  std::unique_ptr<Instance> instance_ = *bed_.start(bed_.program(kGuest));
};

TEST_F(Take, CopiesTheBlockOnce) {
  EXPECT_FALSE(instance_->holds_block());
  instance_->hand_over(bytes("ab"));
  EXPECT_TRUE(instance_->holds_block());
  ASSERT_TRUE(take(65534));
  EXPECT_FALSE(instance_->holds_block());
  EXPECT_EQ(get(65534), 'a');
  EXPECT_EQ(get(65535), 'b');
  const auto again = take(0);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), ErrorCode::kGuestTrap);
  EXPECT_EQ(again.error().message(), "the guest called modus_abi.take though nothing waits for it");
}

TEST_F(Take, RefusesAddressesOutsideOfTheMemory) {
  for (const std::uint32_t to : {65535u, 65536u, 0xffffffffu}) {
    instance_ = *bed_.start(bed_.program(kGuest));
    instance_->hand_over(bytes("ab"));
    const auto taken = take(to);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().message(),
              fmt::format("the guest takes 2 bytes at address {}, which do not lie within its "
                          "memory",
                          to));
  }
}

TEST_F(Take, HandsOverNothingByAnEmptyBlock) {
  instance_->hand_over({});
  EXPECT_FALSE(instance_->holds_block());
  EXPECT_FALSE(take(0));
}

TEST_F(Take, WorksInModulesWithoutMemory) {
  const auto program = bed_.program(R"((module
    (import "modus_abi" "take" (func $take (param i32)))
    (func (export "take") (call $take (i32.const 0)))))");
  instance_ = *bed_.start(program);
  instance_->hand_over(bytes("a"));
  EXPECT_FALSE(bed_.call(*instance_, "take"));
}

TEST_F(Take, HasOneTypeOnly) {
  const auto program = bed_.engine().link(
      bed_.module(R"((module (import "modus_abi" "take" (func (param i64)))))"), {});
  EXPECT_FALSE(program);
  const auto other = bed_.engine().link(
      bed_.module(R"((module (import "modus_abi" "give" (func (param i32)))))"), {});
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message().find("modus_abi.give"), std::string::npos);
}

}  // namespace
}  // namespace modus::sandbox
