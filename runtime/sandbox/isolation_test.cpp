// SPDX-License-Identifier: Apache-2.0
// No instance sees what another wrote: whatever pages are written, however the memory grows, and
// whichever thread it is used on.
#include <algorithm>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runtime/sandbox/testing.h"

namespace modus::sandbox {
namespace {

constexpr std::size_t kPage = 4096;        // of the machine
constexpr std::size_t kUnit = 16 * kPage;  // of WebAssembly
constexpr std::size_t kInitial = 8 * kUnit;
constexpr std::size_t kMostUnits = 40;  // with these a memory is more than is kept after a call

// Memories start with a pattern in all of their pages, or with a few bytes in one of them.
std::string module_text(bool dense) {
  const std::string data(dense ? kInitial - kUnit : 100, 'x');
  return fmt::format(R"((module (memory (export "memory") {} {}) (data (i32.const 70000) "{}")
      (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))))",
                     kInitial / kUnit, kMostUnits, data.substr(0, kInitial - 70000));
}

/// Uses memories as calls of functions do: most write to the same few pages, some to others.
class User {
 public:
  User(TestBed& bed, std::shared_ptr<const Program> program, std::uint32_t seed)
      : bed_(bed), program_(std::move(program)), random_(seed) {
    const auto instance = bed_.start(program_);
    const Bytes memory = (*instance)->memory();
    initial_.assign(memory.begin(), memory.end());
  }

  /// One instance from start to end. False when its memory was not as it has to be.
  bool use() {
    const auto instance = bed_.start(program_);
    if (!instance || !is_fresh(**instance)) return false;
    for (const std::size_t page : {3u, 4u, 60u, 100u}) write(**instance, page);
    if (one_in(10)) write(**instance, below(kInitial / kPage));
    if (one_in(20)) return grow(**instance);
    if (one_in(100)) std::ranges::fill((*instance)->memory(), std::byte{0xbb});
    return true;
  }

  bool one_in(std::size_t count) { return below(count) == 0; }

 private:
  std::size_t below(std::size_t count) { return random_() % count; }

  bool is_fresh(Instance& instance) const {
    const Bytes memory = instance.memory();
    return memory.size() == initial_.size() &&
           std::memcmp(memory.data(), initial_.data(), memory.size()) == 0;
  }

  void write(Instance& instance, std::size_t page) {
    std::memset(instance.memory().data() + page * kPage, 0xaa, 64);
  }

  bool grow(Instance& instance) {
    const std::size_t units = 1 + below(kMostUnits - kInitial / kUnit);
    if (!bed_.call(instance, "grow", {WasmValue::i32(static_cast<std::int32_t>(units))}))
      return false;
    const MutableBytes memory = instance.memory();
    if (memory.size() != kInitial + units * kUnit) return false;
    const auto grown = memory.subspan(kInitial);
    if (std::ranges::any_of(grown, [](std::byte each) { return each != std::byte{0}; }))
      return false;
    for (std::size_t i = below(8); i > 0; --i) grown[below(grown.size())] = std::byte{0xcc};
    return true;
  }

  TestBed& bed_;
  std::shared_ptr<const Program> program_;
  std::mt19937 random_;
  std::vector<std::byte> initial_;
};

class Isolation : public testing::TestWithParam<bool> {};

TEST_P(Isolation, HoldsWhateverIsWritten) {
  TestBed bed({.max_instances = 3});
  User user(bed, bed.program(module_text(GetParam())), 1);
  for (int i = 0; i < 3000; ++i) ASSERT_TRUE(user.use()) << "use " << i;
}

TEST_P(Isolation, HoldsBetweenModulesThatShareASlot) {
  TestBed bed({.max_instances = 1});
  User one(bed, bed.program(module_text(GetParam())), 2);
  User other(bed, bed.program(module_text(!GetParam())), 3);
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE((one.one_in(5) ? other : one).use()) << "use " << i;
}

TEST_P(Isolation, HoldsWhenThreadsTakeTurns) {
  TestBed bed({.max_instances = 1});
  User user(bed, bed.program(module_text(GetParam())), 4);
  for (int turn = 0; turn < 100; ++turn) {
    bool held = true;
    const auto several = [&] {
      for (int i = 0; i < 10; ++i) held = held && user.use();
    };
    if (turn % 2 == 0) {
      several();
    } else {
      std::thread(several).join();
    }
    ASSERT_TRUE(held) << "turn " << turn;
  }
}

INSTANTIATE_TEST_SUITE_P(Memories, Isolation, testing::Bool(),
                         [](const auto& info) { return info.param ? "Dense" : "Sparse"; });

}  // namespace
}  // namespace modus::sandbox
